/** Where the browser starts. */
import "./styles.css";
import { createRoot } from "react-dom/client";
import { BrowserRouter } from "react-router";
import { App } from "./app/App";
import { startLanguage } from "./i18n";
import { startTheme } from "./lib/theme";
import { startServiceWorker } from "./pwa/update";

/** As when the network changes under way: without its texts the page has nothing to say. */
const AGAIN_MS = 3_000;

startTheme();
void startServiceWorker();
await startLanguage().catch(() => {
  setTimeout(() => location.reload(), AGAIN_MS);
  return new Promise(() => {});
});
const root = document.getElementById("root");
if (root)
  createRoot(root).render(
    <BrowserRouter>
      <App />
    </BrowserRouter>,
  );
