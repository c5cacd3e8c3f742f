/** The HTTP side of the tests. Each test says what it answers. */
import { setupServer } from "msw/node";

export const server = setupServer();
