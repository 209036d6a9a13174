package io.trebuchet.storage;

import io.questdb.Metrics;
import io.questdb.PropServerConfiguration;
import io.questdb.cairo.CairoEngine;
import io.questdb.cairo.CairoException;
import io.questdb.cairo.SecurityContext;
import io.questdb.cutlass.http.HttpFullFatServerConfiguration;
import io.questdb.cutlass.http.HttpRequestHandler;
import io.questdb.cutlass.http.HttpRequestHandlerFactory;
import io.questdb.cutlass.http.HttpServer;
import io.questdb.cutlass.http.HttpServerConfigurationWrapper;
import io.questdb.cutlass.http.processors.ExportQueryProcessor;
import io.questdb.cutlass.http.processors.JsonQueryProcessor;
import io.questdb.cutlass.http.processors.LineHttpPingProcessor;
import io.questdb.cutlass.http.processors.LineHttpProcessorImpl;
import io.questdb.cutlass.pgwire.DefaultPGCircuitBreakerRegistry;
import io.questdb.cutlass.pgwire.PGConfiguration;
import io.questdb.cutlass.pgwire.PGConfigurationWrapper;
import io.questdb.cutlass.pgwire.PGServer;
import io.questdb.griffin.SqlExecutionContextImpl;
import io.questdb.mp.WorkerPool;
import io.questdb.network.NetworkError;
import io.questdb.std.ObjHashSet;
import java.net.BindException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * QuestDB's HTTP and PostgreSQL servers on 127.0.0.1, each with threads of its own, so that queries
 * of readers never hold up the writes.
 */
final class QuestDbServers {
  private static final Logger LOG = LoggerFactory.getLogger(QuestDbServers.class);

  // Two, so that a slow query does not hold up the writes, or other readers.
  private static final int WORKERS = 2;
  private static final int SLEEP_MILLIS = 50;
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final WorkerPool writing = pool("http");
  private final WorkerPool reading = pool("postgres");
  private final Deque<Runnable> servers = new ArrayDeque<>();
  private final int httpPort;
  private final int pgPort;

  private QuestDbServers(
      PropServerConfiguration config,
      QuestDbAccess access,
      CairoEngine engine,
      PortChoice http,
      PortChoice pg)
      throws StoreException {
    try {
      // Here, where they are not held up, for both ports.
      writing.assign(access.http());
      writing.assign(access.postgres());
      httpPort =
          http.bind(port -> http(config.getHttpServerConfiguration(), port, access, engine))
              .getPort();
      pgPort = pg.bind(port -> postgres(config.getPGWireConfiguration(), port, engine)).getPort();
    } catch (StoreException | RuntimeException | Error e) {
      boolean unused = close();
      throw e;
    }
  }

  private static WorkerPool pool(String name) {
    return new WorkerPool(QuestDbConfiguration.pool(name, WORKERS, SLEEP_MILLIS));
  }

  /**
   * Starts both servers.
   *
   * @throws StoreException if a required port is taken
   */
  static QuestDbServers start(
      PropServerConfiguration config,
      QuestDbAccess access,
      CairoEngine engine,
      PortChoice http,
      PortChoice pg)
      throws StoreException {
    QuestDbServers servers = new QuestDbServers(config, access, engine, http, pg);
    servers.writing.start();
    servers.reading.start();
    return servers;
  }

  /** Only what its owner's programs use, and nothing without a login. */
  private HttpServer http(
      HttpFullFatServerConfiguration config, int port, QuestDbAccess access, CairoEngine engine)
      throws BindException {
    HttpServer http = bound(() -> new HttpServer(new HttpAt(config, port), writing, access.http()));
    servers.push(http::close);
    bind(http, config.getContextPathILP(), () -> new LineHttpProcessorImpl(engine, config));
    bind(http, config.getContextPathILPPing(), () -> new Ping(config));
    bind(
        http,
        config.getContextPathExec(),
        () -> new JsonQueryProcessor(config.getJsonQueryProcessorConfiguration(), engine, 0));
    bind(
        http,
        config.getContextPathExport(),
        () -> new ExportQueryProcessor(config.getJsonQueryProcessorConfiguration(), engine, 0));
    return http;
  }

  private static void bind(
      HttpServer http, ObjHashSet<String> urls, Supplier<HttpRequestHandler> handler) {
    http.bind(
        new HttpRequestHandlerFactory() {
          @Override
          public ObjHashSet<String> getUrls() {
            return urls;
          }

          @Override
          public HttpRequestHandler newInstance() {
            return handler.get();
          }
        });
  }

  /** QuestDB's own answers everybody. */
  private static final class Ping extends LineHttpPingProcessor {
    Ping(HttpFullFatServerConfiguration config) {
      super(config.getLineHttpProcessorConfiguration().getInfluxPingVersion());
    }

    @Override
    public byte getRequiredAuthType() {
      return SecurityContext.AUTH_TYPE_CREDENTIALS;
    }
  }

  private PGServer postgres(PGConfiguration config, int port, CairoEngine engine)
      throws BindException {
    PGServer postgres =
        bound(
            () ->
                new PGServer(
                    new PgAt(config, port),
                    engine,
                    reading,
                    new DefaultPGCircuitBreakerRegistry(config, engine.getConfiguration()),
                    () -> new SqlExecutionContextImpl(engine, 0)));
    servers.push(postgres::close);
    return postgres;
  }

  private static <T> T bound(Supplier<T> server) throws BindException {
    try {
      return server.get();
    } catch (NetworkError e) {
      BindException taken = new BindException(e.getMessage());
      taken.initCause(e);
      throw taken;
    }
  }

  /** The configuration at a port, which QuestDB asks for as it binds. */
  private static final class HttpAt extends HttpServerConfigurationWrapper {
    private final int port;

    HttpAt(HttpFullFatServerConfiguration config, int port) {
      super(Metrics.DISABLED);
      setDelegate(config);
      this.port = port;
    }

    @Override
    public int getBindPort() {
      return port;
    }
  }

  /** The same of the other server. */
  private static final class PgAt extends PGConfigurationWrapper {
    private final int port;

    PgAt(PGConfiguration config, int port) {
      super(Metrics.DISABLED);
      setDelegate(config);
      this.port = port;
    }

    @Override
    public int getBindPort() {
      return port;
    }
  }

  int httpPort() {
    return httpPort;
  }

  int pgPort() {
    return pgPort;
  }

  /**
   * Ends them; false if a query does not hear of it, such as a regular expression that never comes
   * to its end. Then nothing may be taken away that it still reads.
   */
  boolean close() {
    writing.halt();
    Thread halting = new Thread(reading::halt, "questdb-readers-halting");
    halting.setDaemon(true);
    halting.start();
    try {
      halting.join(PATIENCE);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (halting.isAlive()) {
      return false;
    }
    while (!servers.isEmpty()) {
      close(servers.pop());
    }
    return true;
  }

  /** On a full disk a connection cannot take back what it wrote: the next call leaves it out. */
  private static void close(Runnable server) {
    for (int attempt = 0; ; attempt++) {
      try {
        server.run();
        return;
      } catch (CairoException e) {
        if (attempt == QuestDbConfiguration.CONNECTIONS) {
          throw e;
        }
        LOG.warn("a connection could not be ended in order", e);
      }
    }
  }
}
