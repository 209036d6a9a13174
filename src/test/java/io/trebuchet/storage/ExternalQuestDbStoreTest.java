package io.trebuchet.storage;

import org.junit.jupiter.api.BeforeEach;

/** Written and read over HTTP only, as a server that somebody else runs. */
final class ExternalQuestDbStoreTest extends StoreKit {
  private EmbeddedQuestDb server;

  @BeforeEach
  @Override
  void startServer() throws Exception {
    PortChoice any = PortChoice.preferred(0);
    server = EmbeddedQuestDb.start(folder.resolve("db"), any, any);
  }

  @Override
  void stopServer() throws Exception {
    server.close();
  }

  private InfluxSettings settings() {
    return InfluxSettings.of(server.settings().url(), server.settings().token(), "org", "bucket");
  }

  @Override
  MetricStore store() throws Exception {
    return ExternalStore.open(settings());
  }

  @Override
  StoredSteps reader(String sweep) throws Exception {
    return ExternalStore.read(settings(), sweep);
  }
}
