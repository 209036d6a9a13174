package io.trebuchet.web;

import com.typesafe.config.ConfigFactory;
import io.trebuchet.storage.StoreException;
import java.net.BindException;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.http.javadsl.Http;
import org.apache.pekko.http.javadsl.ServerBinding;

/**
 * The server of API and page, on threads of its own, so that no viewer holds up a trial or its
 * stream.
 */
public final class WebServer implements AutoCloseable {
  private static final Duration BIND = Duration.ofSeconds(20);
  private static final Duration LAST_WORDS = Duration.ofSeconds(1);
  private static final Duration FAREWELL = Duration.ofMillis(400);

  private final ActorSystem<Void> system;
  private final ServerBinding binding;
  private final Settings settings;
  private final LiveStreams streams;

  private WebServer(
      ActorSystem<Void> system, ServerBinding binding, Settings settings, LiveStreams streams) {
    this.system = system;
    this.binding = binding;
    this.settings = settings;
    this.streams = streams;
  }

  /**
   * Where a server listens.
   *
   * @param host an address of this machine
   * @param port the wanted port; 0 for any free one
   * @param required the option that asked for this port; empty if another free one will do
   * @param token what others must know if the host is not a loopback address; else not used
   * @param version of Trebuchet
   */
  public record Settings(String host, int port, String required, String token, String version) {
    /** On 127.0.0.1, at this port or, unless an option requires it, any other. */
    public static Settings local(int port, String required, String version) {
      return new Settings("127.0.0.1", port, required, "", version);
    }

    boolean loopback() {
      return host.equals("127.0.0.1") || host.equals("localhost") || host.equals("::1");
    }
  }

  /**
   * Starts a server; takes about a second, and may run beside other work.
   *
   * @throws StoreException if a required port is taken or the host is none of this machine
   */
  public static WebServer start(Settings settings, SweepCatalog catalog) throws StoreException {
    return start(settings, catalog, LiveStreams.Limits.usual());
  }

  static WebServer start(Settings settings, SweepCatalog catalog, LiveStreams.Limits limits)
      throws StoreException {
    ActorSystem<Void> system =
        ActorSystem.create(
            Behaviors.empty(),
            "trebuchet-web",
            ConfigFactory.parseResources("web-settings.conf")
                .withFallback(ConfigFactory.load("pekko-settings")));
    try {
      LiveStreams streams = LiveStreams.create(limits);
      Guard guard =
          settings.loopback() ? Guard.loopback() : Guard.open(settings.host(), settings.token());
      Gate gate =
          Gate.create(guard, Api.create(catalog, settings.version(), streams).endpoints(), system);
      return new WebServer(system, bind(system, settings, gate), settings, streams);
    } catch (StoreException | RuntimeException e) {
      system.terminate();
      throw e;
    }
  }

  private static ServerBinding bind(ActorSystem<Void> system, Settings settings, Gate gate)
      throws StoreException {
    try {
      return bind(system, settings.host(), settings.port(), gate);
    } catch (CompletionException e) {
      if (!taken(e)) {
        throw new StoreException(
            "the page cannot listen on %s: choose an address of this machine (%s)"
                .formatted(settings.host(), e.getCause()),
            e);
      }
      if (!settings.required().isEmpty()) {
        throw new StoreException(
            "port %d is in use by another program: choose another with %s, or leave it out"
                .formatted(settings.port(), settings.required()),
            e);
      }
      return bind(system, settings.host(), 0, gate);
    }
  }

  private static boolean taken(Throwable error) {
    for (Throwable cause = error; cause != null; cause = cause.getCause()) {
      if (cause instanceof BindException) {
        return true;
      }
    }
    return false;
  }

  private static ServerBinding bind(ActorSystem<Void> system, String host, int port, Gate gate) {
    CompletionStage<ServerBinding> binding =
        Http.get(system).newServerAt(host, port).bind(gate::answer);
    return binding.toCompletableFuture().orTimeout(BIND.toSeconds(), TimeUnit.SECONDS).join();
  }

  /** The port it listens on. */
  public int port() {
    return binding.localAddress().getPort();
  }

  /** The link for a user, with the token if one is needed. */
  public String link() {
    String host = settings.host().contains(":") ? "[" + settings.host() + "]" : settings.host();
    String link = "http://%s:%d/".formatted(host, port());
    return settings.loopback() ? link : link + "?token=" + settings.token();
  }

  /** Lets viewers hear of the end and take what is on its way, then ends every connection. */
  @Override
  public void close() {
    streams.farewell(LAST_WORDS);
    binding.terminate(FAREWELL).toCompletableFuture().handle((done, error) -> done).join();
    system.terminate();
    system.getWhenTerminated().toCompletableFuture().join();
  }
}
