/** Whether something holds or has held since the component that asks is there: what was fetched for it stays. */
export function ever(holds: () => boolean): { readonly current: boolean } {
  let held = $state(false);
  $effect(() => {
    held ||= holds();
  });
  return {
    get current() {
      return held;
    },
  };
}
