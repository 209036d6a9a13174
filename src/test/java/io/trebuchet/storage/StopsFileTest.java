package io.trebuchet.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.trebuchet.metrics.StopRecord;
import io.trebuchet.metrics.TrialEvent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class StopsFileTest {
  private static TrialEvent event(String trial) {
    Map<String, Double> inputs = new LinkedHashMap<>();
    inputs.put("loss", Double.NaN);
    inputs.put("lambda_max", 0.1 + 0.2);
    StopRecord stop =
        new StopRecord("certified", "basin=false", "a \"b\", c\nd", "doomed", true, inputs);
    return new TrialEvent(
        Emissions.series(trial),
        1_700_000_000_123_456_789L,
        TrialEvent.State.ENDED,
        "doomed",
        77,
        Emissions.result(trial, "doomed"),
        stop);
  }

  @Test
  void whatWasWrittenIsReadBack(@TempDir Path dir) throws Exception {
    Path file = dir.resolve("stops.jsonl");
    assertThat(StopsFile.read(file)).isEmpty();
    StopsFile.Stop first = StopsFile.Stop.of(event("s1-c4")).orElseThrow();
    StopsFile.Stop second = StopsFile.Stop.of(event("s1-c5")).orElseThrow();
    StopsFile.append(file, first);
    StopsFile.append(file, second);
    assertThat(Files.readAllLines(file)).hasSize(2);
    assertThat(StopsFile.read(file)).containsExactly(first, second);
    assertThat(first.time()).isEqualTo("2023-11-14T22:13:20.123456789Z");
    // A crash in the middle of a line loses that line only.
    Files.writeString(file, "{\"trial\":\"s1", StandardOpenOption.APPEND);
    assertThat(StopsFile.read(file)).containsExactly(first, second);
  }

  @Test
  void aStopThatIsTakenBackIsALineOfItsOwn(@TempDir Path dir) throws Exception {
    Path file = dir.resolve("stops.jsonl");
    StopsFile.Stop stop = StopsFile.Stop.of(event("s1-c4")).orElseThrow();
    StopsFile.Stop back = StopsFile.Stop.continued(Emissions.started(Emissions.series("s1-c4")));
    StopsFile.append(file, stop);
    StopsFile.append(file, back);
    assertThat(StopsFile.read(file)).containsExactly(stop, back);
    assertThat(StopsFile.read(file))
        .extracting(StopsFile.Stop::isContinuation)
        .containsExactly(false, true);
  }

  @Test
  void anEventWithoutGroundsIsNoStop() {
    assertThat(StopsFile.Stop.of(Emissions.started(Emissions.series("s1-c1")))).isEmpty();
  }

  @Test
  void theMeasurementTrialCarriesTheGrounds() {
    String line = LineProtocol.create().encode(java.util.List.of(event("s1-c4"))).text();
    assertThat(line)
        .contains("rule=\"certified\"")
        .contains("certificate=\"doomed\"")
        .contains("evidence=\"a \\\"b\\\", c d\"")
        .contains("censored=true");
  }
}
