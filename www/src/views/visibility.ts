interface Watched {
  visible: boolean;
  callbacks: Set<(visible: boolean) => void>;
}

const watched = new Map<Element, Watched>();
let observer: IntersectionObserver | undefined;

/**
 * Tells whether an element is in or near the window, as soon as that is known and whenever it changes. Returns what ends
 * it.
 */
export function watchVisibility(element: Element, callback: (visible: boolean) => void): () => void {
  observer ??= new IntersectionObserver((entries) => entries.forEach(tell), { rootMargin: "64px" });
  const entry = watched.get(element) ?? { visible: false, callbacks: new Set() };
  if (entry.callbacks.size === 0) {
    watched.set(element, entry);
    observer.observe(element);
  }
  entry.callbacks.add(callback);
  if (entry.visible) callback(true);
  return () => {
    entry.callbacks.delete(callback);
    if (entry.callbacks.size > 0) return;
    watched.delete(element);
    observer?.unobserve(element);
  };
}

/**
 * Tells where an element stands, whenever it comes into the window or leaves it; `margin` pixels at the window's foot do not
 * count. Returns what ends it.
 */
export function watchPlace(
  element: Element,
  margin: number,
  callback: (place: IntersectionObserverEntry) => void,
): () => void {
  const tellLast = (entries: IntersectionObserverEntry[]) => {
    const last = entries.at(-1);
    if (last) callback(last);
  };
  const places = new IntersectionObserver(tellLast, { rootMargin: `0px 0px -${margin}px` });
  places.observe(element);
  return () => places.disconnect();
}

function tell({ target, isIntersecting }: IntersectionObserverEntry): void {
  const entry = watched.get(target);
  if (!entry) return;
  entry.visible = isIntersecting;
  entry.callbacks.forEach((callback) => callback(isIntersecting));
}
