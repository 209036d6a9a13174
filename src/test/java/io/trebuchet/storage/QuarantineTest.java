package io.trebuchet.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trebuchet.metrics.RowCounts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class QuarantineTest {
  private static final RefusedRow STEP =
      new RefusedRow("step,sweep=s,trial=a loss=1.0 1", RowCounts.STEP, "line 1: \"no\"");
  private static final RefusedRow EVENT =
      new RefusedRow("trial,sweep=s,trial=a state=\"x\" 2", RowCounts.EVENT, "no\nmore");

  @TempDir private Path folder;

  @Test
  void rowsComeBackOnceWithTheirMeasurement() throws IOException {
    Quarantine quarantine = Quarantine.in(folder.resolve("q"));
    assertThat(quarantine.rows()).isEmpty();
    quarantine.add(List.of());
    assertThat(folder.resolve("q")).doesNotExist();
    quarantine.add(List.of(STEP, EVENT));
    quarantine.add(List.of(STEP));
    assertThat(quarantine.rows()).containsExactly(STEP, EVENT);
  }

  @Test
  void aLineThatWasCutShortDoesNotCountAndIsWrittenOver() throws IOException {
    Quarantine quarantine = Quarantine.in(folder);
    quarantine.add(List.of(STEP));
    Files.writeString(quarantine.file(), "{\"row\": \"st", StandardOpenOption.APPEND);
    assertThat(quarantine.rows()).containsExactly(STEP);
    quarantine.add(List.of(EVENT));
    assertThat(quarantine.rows()).containsExactly(STEP, EVENT);
  }

  @Test
  void damageIsNamed() throws IOException {
    Quarantine quarantine = Quarantine.in(folder);
    Files.writeString(quarantine.file(), "nonsense\n");
    assertThatThrownBy(quarantine::rows).hasMessageContaining("rows.jsonl is damaged");
  }
}
