package io.trebuchet.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

/** What trials say counts, whatever a sink held when a process began. */
final class LedgerTest {
  private static final TrialSteps TEN = new TrialSteps(10, "ab");

  private static MetricBlock block(String trial, int rows) {
    MetricBlock.Builder block =
        MetricBlock.Builder.create(new Series("run", "test", trial, 1, 2), rows);
    for (int row = 0; row < rows; row++) {
      block.row(row, row);
    }
    return block.build();
  }

  @Test
  void rowsThatASinkLostWereStoredAllTheSame() {
    Ledger ledger = Ledger.resumed("csv", Map.of("a", 6L, "b", 3L), Map.of("a", TEN), 0, 0);
    Ledger.Balance balance = ledger.balance();
    assertThat(balance.step()).isEqualTo(new Ledger.Count(13, 13, 0, 0));
    assertThat(balance.stepsByTrial()).isEqualTo(Map.of("a", TEN, "b", new TrialSteps(3, null)));
    assertThat(balance.recorded()).isEqualTo(Map.of("a", TEN));
    assertThat(Ledger.of(balance).balance()).isEqualTo(balance);
  }

  @Test
  void rowsThatASinkGainedWereNotProduced() {
    Ledger ledger = Ledger.resumed("csv", Map.of("a", 12L), Map.of(), 0, 0);
    assertThat(ledger.recorded("a", TEN)).isEqualTo(TEN);
    assertThat(ledger.balance().step()).isEqualTo(new Ledger.Count(10, 10, 0, 0));
    TrialSteps none = new TrialSteps(0, "cd");
    assertThat(ledger.recorded("a", none)).isEqualTo(none);
    assertThat(ledger.balance().step()).isEqualTo(Ledger.Count.NONE);
    assertThat(ledger.balance().stepsByTrial()).isEmpty();
  }

  @Test
  void whatATrialSaidIsOverOnceItGoesOn() {
    Ledger ledger = Ledger.resumed("csv", Map.of("a", 10L), Map.of("a", TEN), 0, 0);
    assertThat(ledger.recorded("a", null)).isEqualTo(TEN);
    ledger.produced(block("a", 4));
    ledger.stored(RowCounts.of(block("a", 4)));
    assertThat(ledger.recorded("a", null)).isNull();
    assertThat(ledger.recorded()).isEmpty();
    assertThat(ledger.balance().stepsByTrial()).isEqualTo(Map.of("a", new TrialSteps(14, null)));
    TrialSteps all = new TrialSteps(14, "ef");
    assertThat(ledger.recorded("a", all)).isEqualTo(all);
    assertThat(ledger.balance().step()).isEqualTo(new Ledger.Count(14, 14, 0, 0));
    assertThat(ledger.balance().stepsByTrial()).isEqualTo(Map.of("a", all));
  }
}
