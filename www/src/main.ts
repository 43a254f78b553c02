import { mount } from "svelte";
import "./app.css";
import { languageIn } from "./state/link";
import { Preferences } from "./state/preferences.svelte";
import App from "./views/App.svelte";

const target = document.getElementById("app");
void Preferences.fetch(languageIn(location.hash)).then((preferences) => {
  if (target) mount(App, { target, props: { preferences } });
});
