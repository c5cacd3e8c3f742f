/** Keeps a page that failed from taking the app with it. */
import { Component, type ReactNode } from "react";

interface Props {
  fallback: ReactNode;
  children: ReactNode;
  /** When this is another, what failed gets another try; what did not stays as it is. */
  place?: string;
}

export class ErrorBoundary extends Component<Props, { failed: boolean }> {
  override state = { failed: false };

  static getDerivedStateFromError() {
    return { failed: true };
  }

  override componentDidUpdate(before: Props, { failed }: { failed: boolean }): void {
    // What fails at its first try was not there before: it is not tried in a circle.
    if (failed && this.state.failed && before.place !== this.props.place) this.setState({ failed: false });
  }

  override render(): ReactNode {
    return this.state.failed ? this.props.fallback : this.props.children;
  }
}
