/** The whole app at an address, as a person finds it. */
import { render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { MemoryRouter, useLocation } from "react-router";
import { App } from "@/app/App";

let address = "";

function AddressBar() {
  const { pathname, search, hash } = useLocation();
  address = pathname + search + hash;
  return null;
}

/** The address as the browser would show it. */
export function currentAddress(): string {
  return address;
}

export function renderApp(path: string) {
  render(
    <MemoryRouter initialEntries={[path]}>
      <App />
      <AddressBar />
    </MemoryRouter>,
  );
  return userEvent.setup();
}

export async function signIn(user: ReturnType<typeof userEvent.setup>, password = "123456"): Promise<void> {
  await user.type(await screen.findByLabelText("Usuario"), "admin");
  await user.type(screen.getByLabelText("Contraseña"), password);
  await user.click(screen.getByRole("button", { name: "Entrar" }));
}
