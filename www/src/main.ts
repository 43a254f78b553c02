import { mount } from "svelte";
import "./app.css";
import { UNREACHABLE } from "./i18n";
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
    target?.setAttribute("role", "alert");
    target?.replaceChildren(UNREACHABLE);
  },
);
