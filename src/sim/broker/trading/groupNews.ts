/** News of a fill that is on its way to the other members of an OCA group. */
import { earliest, type Instant } from "../../../base/time.ts";

export interface GroupNews {
  /** Of the member that was filled. */
  readonly permId: number;
  /** What is left of each other member; nothing when they are cancelled. */
  readonly factor: number | undefined;
}

export class GroupPost {
  #underWay: readonly (GroupNews & { readonly at: Instant })[] = [];

  send(news: GroupNews, at: Instant): void {
    this.#underWay = [...this.#underWay, { ...news, at }];
  }

  /** What has arrived; it is handed out once. */
  arrived(now: Instant): readonly GroupNews[] {
    const arrived = this.#underWay.filter(({ at }) => at <= now);
    this.#underWay = this.#underWay.filter(({ at }) => at > now);
    return arrived;
  }

  next(): Instant | undefined {
    return earliest(...this.#underWay.map(({ at }) => at));
  }
}
