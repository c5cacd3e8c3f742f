/** The app: its configuration first, then who is there, then the page. */
import { QueryClientProvider } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { useRoutes } from "react-router";
import { ApiProvider } from "@/api/ApiContext";
import { ErrorState } from "@/components/ui/States";
import { ConfigProvider, loadConfig } from "@/config";
import { FormatProvider } from "@/i18n/format";
import { RealtimeProvider } from "@/realtime/hooks";
import { SessionProvider } from "@/session/SessionContext";
import { ErrorBoundary } from "./ErrorBoundary";
import { ErrorPage } from "./pages/ErrorPage";
import { routes } from "./routes";
import { createServices, type Services } from "./services";

/** Needs a router around it. */
export function App() {
  const [services, setServices] = useState<Services>();
  const [error, setError] = useState<unknown>();

  useEffect(() => {
    let started: Services | undefined;
    let left = false;
    loadConfig().then((config) => {
      if (left) return;
      started = createServices(config);
      setServices(started);
      return started.restore();
    }, setError);
    return () => {
      left = true;
      started?.stop();
    };
  }, []);

  if (error) return <ErrorState error={error} onRetry={() => location.reload()} />;
  if (!services) return null;
  return (
    <ConfigProvider value={services.config}>
      <SessionProvider value={services.session}>
        <ApiProvider value={services.api}>
          <RealtimeProvider value={services.realtime}>
            <QueryClientProvider client={services.queries}>
              <FormatProvider>
                <ErrorBoundary fallback={<ErrorPage />}>
                  <Pages />
                </ErrorBoundary>
              </FormatProvider>
            </QueryClientProvider>
          </RealtimeProvider>
        </ApiProvider>
      </SessionProvider>
    </ConfigProvider>
  );
}

function Pages() {
  return useRoutes(routes);
}
