package io.trebuchet.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trebuchet.metrics.MetricBlock;
import io.trebuchet.metrics.RowCounts;
import io.trebuchet.metrics.TrialSteps;
import io.trebuchet.storage.StoreException.Fault;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** On a real influxd. */
final class InfluxOneStoreTest extends StoreKit {
  private InfluxDaemon daemon;

  @BeforeEach
  @Override
  void startServer() throws Exception {
    daemon = InfluxDaemon.start(folder);
  }

  @Override
  void stopServer() throws Exception {
    daemon.close();
  }

  @Override
  MetricStore store() throws Exception {
    return ExternalStore.open(daemon.settings());
  }

  @Override
  StoredSteps reader(String sweep) throws Exception {
    return ExternalStore.read(daemon.settings(), sweep);
  }

  @Test
  void findsOutTheVersionAndCreatesADatabaseThatKeepsEverything() throws Exception {
    try (MetricStore store = store();
        HttpCalls calls = HttpCalls.to(daemon.settings())) {
      assertThat(store).isInstanceOf(InfluxOneStore.class);
      List<List<String>> policies = InfluxQl.values(calls, "lab", "SHOW RETENTION POLICIES ON lab");
      assertThat(policies).hasSize(1);
      assertThat(policies.getFirst().subList(0, 2)).containsExactly("autogen", "0s");
      // A second run finds it as it is.
      try (MetricStore again = store()) {
        assertThat(again.kind()).isEqualTo("influx");
      }
    }
  }

  @Test
  void takesCompressedWritesAndRefusesTheirRowsAlike() throws Exception {
    List<MetricBlock> blocks =
        List.of(Emissions.block(Emissions.series("s1-c2"), 0, 3000, () -> 1));
    InfluxSettings settings = daemon.settings().withGzip(true);
    try (MetricStore store = ExternalStore.open(settings)) {
      store.write(store.encode(List.copyOf(blocks)));
      assertThatThrownBy(() -> store.write(new Batch("step oops=\n", RowCounts.STEP)))
          .isInstanceOfSatisfying(
              StoreException.class, e -> assertThat(e.fault()).isEqualTo(Fault.ROWS_REFUSED));
    }
    TrialSteps due = Produced.steps(blocks).values().iterator().next();
    Held held;
    try (StoredSteps steps = reader(Emissions.SWEEP)) {
      held = Held.of(steps, "s1-c2", due, rows -> {});
    }
    assertThat(held.whole()).isTrue();
    assertThat(held.rows()).isEqualTo(3000);
  }

  @Test
  void aBadLineIsNamed() throws Exception {
    String good = "step,sweep=a,trial=b step=1i 1767268800000000000\n";
    String bad = "step,sweep=a,trial=b step=oops 1767268800000000001\n";
    try (MetricStore store = store()) {
      assertThatThrownBy(() -> store.write(new Batch(good + bad, new RowCounts(2, 0, 0))))
          .isInstanceOfSatisfying(
              StoreException.class, e -> assertThat(e.fault()).isEqualTo(Fault.ROWS_REFUSED))
          .hasMessageContaining("status 400")
          .hasMessageContaining("line 2, " + bad.strip());
    }
  }

  @Test
  void aDeadServerIsAFaultThatMayPass() throws Exception {
    try (MetricStore store = store()) {
      Batch batch = store.encode(List.of(Emissions.started(Emissions.series("a"))));
      daemon.kill();
      assertThatThrownBy(() -> store.write(batch))
          .isInstanceOfSatisfying(
              StoreException.class, e -> assertThat(e.fault()).isEqualTo(Fault.UNREACHABLE));
      daemon.restart();
      store.write(batch);
    }
    try (StoredSteps steps = reader(Emissions.SWEEP)) {
      assertThat(steps.events().rows()).isEqualTo(1);
    }
  }
}
