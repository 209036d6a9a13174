package io.trebuchet.storage;

import io.questdb.FreeOnExit;
import io.questdb.PropServerConfiguration;
import io.questdb.cairo.CairoEngine;
import io.questdb.cutlass.Services;
import io.questdb.cutlass.http.HttpServer;
import io.questdb.cutlass.pgwire.DefaultPGCircuitBreakerRegistry;
import io.questdb.cutlass.pgwire.PGServer;
import io.questdb.griffin.SqlExecutionContextImpl;
import io.questdb.mp.WorkerPool;
import io.questdb.network.NetworkError;
import java.util.Objects;

/** QuestDB's HTTP and PostgreSQL servers on 127.0.0.1, with threads of their own. */
final class QuestDbServers implements AutoCloseable {
  // Two, so that a slow query does not hold up the writes.
  private static final int WORKERS = 2;
  private static final int SLEEP_MILLIS = 50;

  private final WorkerPool workers;
  private final FreeOnExit servers = new FreeOnExit();
  private final int httpPort;
  private final int pgPort;

  private QuestDbServers(PropServerConfiguration config, CairoEngine engine) {
    workers = new WorkerPool(QuestDbConfiguration.pool("network", WORKERS, SLEEP_MILLIS));
    try {
      HttpServer http =
          servers.register(
              Objects.requireNonNull(
                  Services.INSTANCE.createHttpServer(config, engine, workers, 0)));
      PGServer pg =
          servers.register(
              new PGServer(
                  config.getPGWireConfiguration(),
                  engine,
                  workers,
                  new DefaultPGCircuitBreakerRegistry(
                      config.getPGWireConfiguration(), engine.getConfiguration()),
                  () -> new SqlExecutionContextImpl(engine, 0)));
      httpPort = http.getPort();
      pgPort = pg.getPort();
    } catch (RuntimeException | Error e) {
      close();
      throw e;
    }
  }

  /**
   * Starts both servers.
   *
   * @throws StoreException if a port is taken
   */
  static QuestDbServers start(PropServerConfiguration config, CairoEngine engine)
      throws StoreException {
    QuestDbServers servers;
    try {
      servers = new QuestDbServers(config, engine);
    } catch (NetworkError e) {
      throw new StoreException(
          "QuestDB cannot listen, a port was taken meanwhile: start again (%s)"
              .formatted(e.getMessage()),
          e);
    }
    servers.workers.start();
    return servers;
  }

  int httpPort() {
    return httpPort;
  }

  int pgPort() {
    return pgPort;
  }

  @Override
  public void close() {
    workers.halt();
    servers.close();
  }
}
