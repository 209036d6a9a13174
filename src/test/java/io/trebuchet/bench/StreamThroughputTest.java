package io.trebuchet.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class StreamThroughputTest {
  @TempDir private Path folder;

  /** Among them that of somebody who writes points by hand. */
  @Test
  void everyWayReachesTheDatabase() throws IOException {
    List<String> lines = new ArrayList<>();
    StreamThroughput.create(folder, 2_000, lines::add).run(1);
    assertThat(lines.getLast()).matches("median: path .* times Point objects");
  }
}
