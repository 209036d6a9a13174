package io.trebuchet.actors;

import java.util.ArrayDeque;
import java.util.Deque;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.pattern.StatusReply;
import org.jspecify.annotations.Nullable;

/** Who waits until the urgent events so far are on the disk. Not thread-safe. */
final class Confirmations {
  private final Deque<Waiting> waiting = new ArrayDeque<>();
  private long taken;
  private long written;
  private @Nullable String failure;

  private Confirmations() {}

  private record Waiting(long events, ActorRef<StatusReply<Done>> replyTo) {}

  /** Before the first event. */
  static Confirmations create() {
    return new Confirmations();
  }

  /** An urgent event came. */
  void took() {
    taken++;
  }

  /** So many of the urgent events that came, the earliest ones, would survive the process now. */
  void wrote(long events) {
    written += events;
    while (!waiting.isEmpty() && waiting.getFirst().events() <= written) {
      waiting.removeFirst().replyTo().tell(StatusReply.ack());
    }
  }

  /** Nothing more is ever written. */
  void failed(String why) {
    failure = why;
    waiting.forEach(each -> each.replyTo().tell(StatusReply.error(why)));
    waiting.clear();
  }

  /** Answers once all urgent events that came before are written, or cannot be. */
  void ask(ActorRef<StatusReply<Done>> replyTo) {
    if (taken == written) {
      replyTo.tell(StatusReply.ack());
    } else if (failure != null) {
      replyTo.tell(StatusReply.error(failure));
    } else {
      waiting.add(new Waiting(taken, replyTo));
    }
  }
}
