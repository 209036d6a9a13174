package io.trebuchet.web;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BiFunction;
import org.apache.pekko.NotUsed;
import org.apache.pekko.actor.Cancellable;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.event.NoLogging;
import org.apache.pekko.http.javadsl.Http;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.settings.ServerSettings;
import org.apache.pekko.stream.KillSwitches;
import org.apache.pekko.stream.SharedKillSwitch;
import org.apache.pekko.stream.TLSProtocol.SessionBytes;
import org.apache.pekko.stream.TLSProtocol.SslTlsInbound;
import org.apache.pekko.stream.TLSProtocol.SslTlsOutbound;
import org.apache.pekko.stream.javadsl.BidiFlow;
import org.apache.pekko.stream.javadsl.Flow;
import org.apache.pekko.stream.javadsl.Keep;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.javadsl.TLSPlacebo;
import org.apache.pekko.stream.javadsl.Tcp;
import org.apache.pekko.util.ByteString;

/**
 * Accepts connections and reads requests from them. Whoever has not shown the token has a few
 * seconds and some bytes for it, however they come, so that clients that drip cost nothing.
 */
final class Listener {
  private static final int BACKLOG = 128;
  private static final long BIND_SECONDS = 20;
  private static final long GLANCE_NANOS = 10_000_000;

  private final ActorSystem<?> system;
  private final BiFunction<HttpRequest, Connections.Connection, CompletionStage<HttpResponse>>
      answer;
  private final Limits limits;
  private final ServerSettings settings;
  private final Connections connections;
  private final BidiFlow<HttpResponse, ByteString, ByteString, HttpRequest, NotUsed> http;
  private final SharedKillSwitch noMore = KillSwitches.shared("no-more-requests");
  private final List<Tcp.ServerBinding> bindings = new ArrayList<>();

  private Listener(
      ActorSystem<?> system,
      BiFunction<HttpRequest, Connections.Connection, CompletionStage<HttpResponse>> answer,
      Limits limits) {
    this.system = system;
    this.answer = answer;
    this.limits = limits;
    settings = ServerSettings.create(Adapter.toClassic(system));
    connections = Connections.atMost(limits.connections());
    BidiFlow<SslTlsOutbound, SslTlsOutbound, SessionBytes, SslTlsInbound, NotUsed> plain =
        BidiFlow.fromFunctions(out -> out, in -> in);
    // What clients send and whether they stay is not worth a line each in the run's log.
    http =
        Http.get(system)
            .serverLayer(settings, Optional.empty(), NoLogging.getInstance())
            .atop(plain)
            .atop(TLSPlacebo.getInstance());
  }

  /**
   * What connections may cost.
   *
   * @param connections how many of each standing
   * @param patience how long one may take to show anything
   * @param bytes that it may send before
   */
  record Limits(Map<Standing, Integer> connections, Duration patience, int bytes) {
    static Limits usual() {
      return new Limits(
          Map.of(Standing.STRANGER, 128, Standing.READER, 128, Standing.OWNER, 256),
          Duration.ofSeconds(15),
          1 << 16);
    }
  }

  static Listener create(
      ActorSystem<?> system,
      BiFunction<HttpRequest, Connections.Connection, CompletionStage<HttpResponse>> answer,
      Limits limits) {
    return new Listener(system, answer, limits);
  }

  /**
   * Listens on one more address; the answer is its port.
   *
   * @throws java.util.concurrent.CompletionException if that cannot be
   */
  int bind(String host, int port) {
    CompletionStage<Tcp.ServerBinding> binding =
        Tcp.get(system)
            .bind(host, port, BACKLOG, settings.getSocketOptions(), false, Optional.empty())
            .to(Sink.foreach(this::accept))
            .run(system);
    Tcp.ServerBinding bound =
        binding.toCompletableFuture().orTimeout(BIND_SECONDS, TimeUnit.SECONDS).join();
    bindings.add(bound);
    return bound.localAddress().getPort();
  }

  private void accept(Tcp.IncomingConnection incoming) {
    SharedKillSwitch kill = KillSwitches.shared("connection");
    Connections.Connection connection =
        connections.arrived(() -> kill.abort(new IllegalStateException("hung up")), limits.bytes());
    Cancellable deadline =
        Adapter.toClassic(system)
            .scheduler()
            .scheduleOnce(limits.patience(), connection::expire, system.executionContext());
    incoming
        .handleWith(flow(connection, kill), system)
        .whenComplete(
            (done, error) -> {
              connection.left();
              deadline.cancel();
            });
  }

  private Flow<ByteString, ByteString, CompletionStage<org.apache.pekko.Done>> flow(
      Connections.Connection connection, SharedKillSwitch kill) {
    Flow<ByteString, ByteString, NotUsed> incoming =
        Flow.of(ByteString.class)
            .via(kill.flow())
            .via(noMore.flow())
            .map(
                bytes -> {
                  if (!connection.received(bytes.size())) {
                    throw new IllegalStateException("too much before the token");
                  }
                  return bytes;
                });
    Flow<ByteString, ByteString, NotUsed> outgoing = Flow.of(ByteString.class).via(kill.flow());
    Duration idle = Duration.ofNanos(settings.getTimeouts().idleTimeout().toNanos());
    return Flow.of(HttpRequest.class)
        .mapAsync(1, request -> answer.apply(request, connection))
        .join(
            http.atop(BidiFlow.bidirectionalIdleTimeout(idle))
                .atop(BidiFlow.fromFlows(outgoing, incoming)))
        .watchTermination(Keep.right());
  }

  /** How many connections are open. */
  int connections() {
    return connections.count();
  }

  /**
   * Takes no more requests and waits until those under way are answered.
   *
   * @param most how long
   */
  void close(Duration most) {
    CompletableFuture.allOf(
            bindings.stream()
                .map(binding -> binding.unbind().toCompletableFuture())
                .toArray(CompletableFuture<?>[]::new))
        .handle((done, error) -> bindings.size())
        .join();
    noMore.shutdown();
    long deadline = System.nanoTime() + most.toNanos();
    while (connections.count() > 0 && System.nanoTime() < deadline) {
      LockSupport.parkNanos(GLANCE_NANOS);
    }
  }
}
