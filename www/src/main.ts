import { mount } from "svelte";
import "./app.css";
import { languageIn } from "./state/link";
import { Preferences } from "./state/preferences.svelte";
import App from "./views/App.svelte";

const target = document.getElementById("app");
Preferences.fetch(languageIn(location.hash)).then(
  (preferences) => {
    if (target) mount(App, { target, props: { preferences } });
  },
  (error: unknown) => {
    console.error(error);
    // Of a script that does not come at all, the page itself takes care.
    document.getElementById("unreachable")?.removeAttribute("hidden");
  },
);
