/** Every other value while there are more than `most`; the last one stays. */
export function thinned<Value>(values: Value[], most: number): Value[] {
  if (values.length <= most) return values;
  const last = values.length - 1;
  return thinned(
    values.filter((_, index) => (last - index) % 2 === 0),
    most,
  );
}
