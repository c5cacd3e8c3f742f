/** Where the browser starts. */
import "./styles.css";
import { createRoot } from "react-dom/client";
import { BrowserRouter } from "react-router";
import { App } from "./app/App";
import { startLanguage } from "./i18n";
import { startTheme } from "./lib/theme";
import { startServiceWorker } from "./pwa/update";

startTheme();
void startServiceWorker();
await startLanguage();
const root = document.getElementById("root");
if (root)
  createRoot(root).render(
    <BrowserRouter>
      <App />
    </BrowserRouter>,
  );
