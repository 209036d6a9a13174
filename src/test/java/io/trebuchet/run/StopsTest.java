package io.trebuchet.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.trebuchet.metrics.Outcome;
import io.trebuchet.metrics.Series;
import io.trebuchet.metrics.StopRecord;
import io.trebuchet.metrics.TrialEvent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class StopsTest {
  @TempDir private Path folder;

  private static TrialEvent end() {
    StopRecord stop = new StopRecord("user", "", "a user asked for it", "none", true, Map.of());
    Series series = new Series("run", "name", "s1-c1", 1, 1);
    return new TrialEvent(series, 1, TrialEvent.State.ENDED, Outcome.STOPPED.word(), 0, null, stop);
  }

  @Test
  void aStopThatCannotBeWrittenIsToldWithItsCause() throws IOException {
    Path missing = folder.resolve("gone/stops.jsonl");
    Stops stops = Stops.into(missing, line -> {});
    stops.then(emission -> {}).accept(end());
    assertThat(stops.complete()).isFalse();
    assertThat(stops.complaints())
        .singleElement()
        .asString()
        .contains(missing.toString(), "lacks 1 lines", "there is no such file or folder");
  }

  @Test
  void aStopThatIsWrittenIsNotTold() throws IOException {
    Path file = folder.resolve("stops.jsonl");
    Stops stops = Stops.into(file, line -> {});
    stops.then(emission -> {}).accept(end());
    assertThat(stops.complete()).isTrue();
    assertThat(stops.complaints()).isEmpty();
    assertThat(Files.readString(file)).contains("a user asked for it");
  }
}
