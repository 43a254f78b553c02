import { MediaQuery } from "svelte/reactivity";

// Where the page is laid out in another way. The same widths stand in style sheets, which cannot ask here.

/** Pad, training and layers stand below one another. */
export const phone = new MediaQuery("max-width: 43.6875em");
/** The layers stand below one another. */
export const narrow = new MediaQuery("max-width: 63.9375em");
/** Training and pad stand beside the network. */
export const wide = new MediaQuery("min-width: 78.75em");
/** A lab's numbers stand between its pictures. */
export const roomy = new MediaQuery("min-width: 96em");
