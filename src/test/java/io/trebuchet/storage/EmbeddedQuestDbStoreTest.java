package io.trebuchet.storage;

import org.junit.jupiter.api.BeforeEach;

final class EmbeddedQuestDbStoreTest extends StoreKit {
  private EmbeddedQuestDb database;

  @BeforeEach
  @Override
  void startServer() throws Exception {
    PortChoice any = PortChoice.preferred(0);
    database = EmbeddedQuestDb.start(folder.resolve("db"), any, any);
  }

  @Override
  void stopServer() throws Exception {
    database.close();
  }

  @Override
  MetricStore store() {
    return InfluxStore.embedded(database);
  }

  @Override
  StoredSteps reader(String sweep) {
    return QuestDbSteps.of(database, sweep);
  }
}
