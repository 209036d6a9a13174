package io.trebuchet.actors;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.Done;

/** How much state may be on its way to the disk; trials hold back what exceeds it. Thread-safe. */
final class SaveRoom {
  /** What usually may be. */
  static final long MOST_BYTES = 64L << 20;

  private final long most;
  private final Deque<Entry> outside = new ArrayDeque<>();
  private long bytes;

  private SaveRoom(long most) {
    this.most = most;
  }

  private record Entry(long bytes, CompletableFuture<Done> entered) {}

  /** An empty one. */
  static SaveRoom of(long most) {
    return new SaveRoom(most);
  }

  /** Completes once this much more has room; at once where nothing else is on its way. */
  synchronized CompletionStage<Done> enter(long more) {
    Entry entry = new Entry(more, new CompletableFuture<>());
    if (outside.isEmpty() && fits(more)) {
      bytes += more;
      entry.entered().complete(Done.getInstance());
    } else {
      outside.add(entry);
    }
    return entry.entered();
  }

  /** So much is written, or need not be any more. */
  void leave(long less) {
    List<Entry> entering = new ArrayList<>();
    synchronized (this) {
      bytes -= less;
      while (!outside.isEmpty() && fits(outside.getFirst().bytes())) {
        Entry next = outside.removeFirst();
        bytes += next.bytes();
        entering.add(next);
      }
    }
    entering.forEach(entry -> entry.entered().complete(Done.getInstance()));
  }

  private boolean fits(long more) {
    return bytes <= 0 || bytes + more <= most;
  }
}
