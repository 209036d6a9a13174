package io.trebuchet.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.trebuchet.metrics.Emission;
import io.trebuchet.metrics.Ledger;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

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

  @Test
  void aColumnOfAnotherTypeIsADifference() throws Exception {
    List<Emission> emissions = List.of(Emissions.block(Emissions.series("a"), 0, 3, () -> 1));
    try (MetricStore store = store()) {
      store.write(store.encode(emissions));
    }
    server.awaitApplied();
    server.execute("ALTER TABLE step ALTER COLUMN seed TYPE DOUBLE");
    Ledger ledger = Ledger.create("influx");
    emissions.forEach(ledger::produced);
    try (StoredSteps steps = reader(Emissions.SWEEP)) {
      assertThat(Verification.of(ledger.balance(), steps, Set.of(), rows -> {}).differences())
          .singleElement()
          .satisfies(
              difference -> assertThat(difference.line()).contains("its rows cannot be read"));
    }
  }

  @Override
  StoredSteps reader(String sweep) throws Exception {
    return ExternalStore.read(settings(), sweep);
  }
}
