package io.trebuchet.storage;

import org.junit.jupiter.api.BeforeEach;

final class CsvFilesStoreTest extends StoreKit {
  @BeforeEach
  @Override
  void startServer() {}

  @Override
  void stopServer() {}

  @Override
  MetricStore store() throws Exception {
    return CsvStore.open(folder.resolve("csv"));
  }

  @Override
  StoredSteps reader(String sweep) throws Exception {
    return CsvSteps.open(folder.resolve("csv"));
  }

  @Override
  boolean storesARepeatOnce() {
    return false;
  }

  @Override
  boolean holdsManyRuns() {
    return false;
  }
}
