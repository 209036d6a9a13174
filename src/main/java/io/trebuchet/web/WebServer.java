package io.trebuchet.web;

import com.typesafe.config.ConfigFactory;
import io.trebuchet.storage.StoreException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/**
 * The server of API and page, on threads of its own, so that no viewer holds up a trial or its
 * stream. The API is the one way to control a sweep from outside of its process, and so it always
 * listens on 127.0.0.1 too, wherever else.
 */
public final class WebServer implements AutoCloseable {
  /** What stands before the token in a link; a browser sends nothing of it to anybody. */
  static final String FRAGMENT = "#token=";

  private static final String HERE = "127.0.0.1";
  private static final Duration LAST_WORDS = Duration.ofSeconds(1);
  private static final Duration FAREWELL = Duration.ofMillis(400);

  private final ActorSystem<Void> system;
  private final Listener listener;
  private final LiveStreams streams;
  private final String link;
  private final int controlPort;

  private WebServer(
      ActorSystem<Void> system,
      Listener listener,
      LiveStreams streams,
      String link,
      int controlPort) {
    this.system = system;
    this.listener = listener;
    this.streams = streams;
    this.link = link;
    this.controlPort = controlPort;
  }

  /**
   * Where a server listens, and what of it.
   *
   * @param host an address of this machine
   * @param port the wanted port; 0 for any free one
   * @param required the option that asked for this port; empty if another free one will do
   * @param names of proxies before it
   * @param page whether it has the page, or the API alone
   * @param openReading whether reading needs no token
   * @param version of Trebuchet
   */
  public record Settings(
      String host,
      int port,
      String required,
      List<String> names,
      boolean page,
      boolean openReading,
      String version) {
    /** On 127.0.0.1, at this port or, unless an option requires it, any other. */
    public static Settings local(int port, String required, String version) {
      return new Settings(HERE, port, required, List.of(), true, false, version);
    }
  }

  /** What a server may cost. */
  record Limits(Listener.Limits connections, LiveStreams.Limits viewers) {
    static Limits usual() {
      return new Limits(Listener.Limits.usual(), LiveStreams.Limits.usual());
    }
  }

  /**
   * Starts a server; takes about a second, and may run beside other work.
   *
   * @param token what whoever reads or controls must show
   * @throws StoreException if a required port is taken or the host is none of this machine
   */
  public static WebServer start(Settings settings, String token, SweepCatalog catalog)
      throws StoreException {
    return start(settings, token, catalog, Limits.usual());
  }

  static WebServer start(Settings settings, String token, SweepCatalog catalog, Limits limits)
      throws StoreException {
    InetAddress address = address(settings.host());
    ActorSystem<Void> system =
        ActorSystem.create(
            Behaviors.empty(),
            "trebuchet-web",
            ConfigFactory.parseResources("web-settings.conf")
                .withFallback(ConfigFactory.load("pekko-settings")));
    try {
      LiveStreams streams = LiveStreams.create(limits.viewers());
      Admission admission =
          Admission.of(
              address.isLoopbackAddress(),
              settings.host(),
              settings.names(),
              token,
              settings.openReading());
      Gate gate =
          Gate.create(
              admission,
              new Api(catalog, settings.version(), streams).endpoints(),
              settings.page() ? Optional.of(new StaticFiles()) : Optional.empty(),
              system);
      Listener listener = Listener.create(system, gate::answer, limits.connections());
      int port = bind(listener, settings.host(), settings.port(), settings.required());
      int controlPort =
          address.isAnyLocalAddress() || address.getHostAddress().equals(HERE)
              ? port
              : bind(listener, HERE, port, "");
      return new WebServer(system, listener, streams, link(settings, port, token), controlPort);
    } catch (StoreException | RuntimeException e) {
      system.terminate();
      throw e;
    }
  }

  private static InetAddress address(String host) throws StoreException {
    try {
      return InetAddress.getByName(host);
    } catch (UnknownHostException e) {
      throw notOurs(host, e);
    }
  }

  private static int bind(Listener listener, String host, int port, String required)
      throws StoreException {
    try {
      return listener.bind(host, port);
    } catch (CompletionException e) {
      if (!taken(e)) {
        throw notOurs(host, e.getCause() == null ? e : e.getCause());
      }
      if (!required.isEmpty()) {
        throw new StoreException(
            String.format(
                Locale.ROOT,
                "port %d is in use by another program: choose another with %s, or leave it out",
                port,
                required),
            e);
      }
      return listener.bind(host, 0);
    }
  }

  private static StoreException notOurs(String host, Throwable cause) {
    return new StoreException(
        String.format(
            Locale.ROOT,
            "the page cannot listen on %s: choose an address of this machine (%s)",
            host,
            cause),
        cause);
  }

  private static boolean taken(Throwable error) {
    for (Throwable cause = error; cause != null; cause = cause.getCause()) {
      if (cause instanceof BindException) {
        return true;
      }
    }
    return false;
  }

  private static String link(Settings settings, int port, String token) {
    String host = settings.host().contains(":") ? "[" + settings.host() + "]" : settings.host();
    return String.format(Locale.ROOT, "http://%s:%d/%s%s", host, port, FRAGMENT, token);
  }

  /** The port on 127.0.0.1 where commands of this machine find it. */
  public int port() {
    return controlPort;
  }

  /** The link for its owner, with the token. */
  public String link() {
    return link;
  }

  /** How many connections are open. */
  int connections() {
    return listener.connections();
  }

  /** Lets viewers hear of the end and take what is on its way, then ends every connection. */
  @Override
  public void close() {
    streams.farewell(LAST_WORDS);
    listener.close(FAREWELL);
    system.terminate();
    system.getWhenTerminated().toCompletableFuture().join();
  }
}
