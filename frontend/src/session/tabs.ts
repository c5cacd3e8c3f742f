/** What the tabs of one browser tell each other of the session they share. Never a token: the cookie is theirs together. */
export type News = "signed-in" | "signed-out";

const CHANNEL = "admin-kiosk.session";

export class Tabs {
  private readonly channel = new BroadcastChannel(CHANNEL);

  constructor(hear: (news: News) => void) {
    this.channel.onmessage = ({ data }: MessageEvent<News>) => hear(data);
  }

  tell(news: News): void {
    this.channel.postMessage(news);
  }

  close(): void {
    this.channel.close();
  }
}
