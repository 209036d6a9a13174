package io.trebuchet.web;

import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.apache.pekko.Done;
import org.apache.pekko.NotUsed;
import org.apache.pekko.http.javadsl.model.ContentTypes;
import org.apache.pekko.http.javadsl.model.HttpEntities;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.util.ByteString;

/**
 * Server-sent events for viewers of running sweeps. Nothing is queued for a viewer: each event is
 * made when the connection can take it, and a connection that takes none for a while is closed.
 */
final class LiveStreams {
  private static final ByteString PREFIX = ByteString.fromString("data: ");
  private static final ByteString END = ByteString.fromString("\n\n");
  private static final ByteString RETRY = ByteString.fromString("retry: 1000\n\n");

  private static final int QUIET_TURNS = 2;

  private final Limits limits;
  private final Map<Standing, AtomicInteger> viewers = new EnumMap<>(Standing.class);
  private volatile boolean watched;

  private LiveStreams(Limits limits) {
    this.limits = limits;
    for (Standing standing : Standing.values()) {
      viewers.put(standing, new AtomicInteger());
    }
  }

  static LiveStreams create(Limits limits) {
    return new LiveStreams(limits);
  }

  /**
   * What viewers may cost.
   *
   * @param viewers at the same time, those with the token and those without each
   * @param every how often a viewer hears of changes
   * @param patience how long a viewer may take to make room for the next event
   */
  record Limits(int viewers, Duration every, Duration patience) {
    static Limits usual() {
      return new Limits(32, Duration.ofMillis(100), Duration.ofSeconds(15));
    }
  }

  int viewers() {
    return viewers.values().stream().mapToInt(AtomicInteger::get).sum();
  }

  /**
   * Waits until the viewers have heard of the end, those too that are just changing what they
   * watch; not at all if nobody ever watched.
   *
   * @param most how long
   */
  void farewell(Duration most) {
    long every = limits.every().toNanos();
    long deadline = System.nanoTime() + most.toNanos();
    int quietTurns = watched ? 0 : QUIET_TURNS;
    while (quietTurns < QUIET_TURNS && System.nanoTime() < deadline) {
      LockSupport.parkNanos(every);
      quietTurns = viewers() == 0 ? quietTurns + 1 : 0;
    }
  }

  HttpResponse open(
      ServedSweep sweep, StepsQuery query, List<TrialField> fields, Standing standing) {
    AtomicInteger count = viewers.computeIfAbsent(standing, s -> new AtomicInteger());
    if (count.get() >= limits.viewers()) {
      throw new BadRequest(
          503, String.format(Locale.ROOT, "%d pages watch already", limits.viewers()));
    }
    watched = true;
    // Counted only once the connection asks for the first event, until the stream ends, however it
    // does: an answer that nobody takes counts for nothing.
    Source<ByteString, NotUsed> events =
        Source.lazySource(() -> counted(events(sweep, query, fields), count))
            .mapMaterializedValue(unused -> NotUsed.getInstance());
    return HttpResponse.create()
        .withEntity(HttpEntities.create(ContentTypes.parse("text/event-stream"), events))
        .addHeader(RawHeader.create("Cache-Control", "no-store"));
  }

  private Source<ByteString, NotUsed> events(
      ServedSweep sweep, StepsQuery query, List<TrialField> fields) {
    PageViewer viewer = PageViewer.create(sweep, query, fields);
    Source<ByteString, NotUsed> changes =
        Source.tick(Duration.ZERO, limits.every(), Done.getInstance())
            .mapMaterializedValue(unused -> NotUsed.getInstance())
            .takeWhile(tick -> !viewer.over())
            .mapConcat(tick -> viewer.next().map(LiveStreams::event).stream().toList())
            .backpressureTimeout(limits.patience());
    return Source.single(RETRY).concat(changes);
  }

  private Source<ByteString, NotUsed> counted(
      Source<ByteString, NotUsed> events, AtomicInteger count) {
    if (count.incrementAndGet() > limits.viewers()) {
      count.decrementAndGet();
      return Source.empty();
    }
    return events.watchTermination(
        (nothing, ended) -> {
          ended.whenComplete((done, error) -> count.decrementAndGet());
          return nothing;
        });
  }

  /** JSON has no line breaks of its own, so an event is one line. */
  private static ByteString event(byte[] json) {
    return PREFIX.concat(ByteString.fromArrayUnsafe(json)).concat(END);
  }
}
