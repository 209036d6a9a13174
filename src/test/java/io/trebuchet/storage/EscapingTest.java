package io.trebuchet.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.trebuchet.metrics.Emission;
import io.trebuchet.metrics.MetricBlock;
import io.trebuchet.metrics.Series;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

/** Any text as a tag and as a string, through the parsers of a real QuestDB and a real influxd. */
@SuppressWarnings("NullAway.Init") // jqwik starts the servers before the first try
final class EscapingTest {
  private static Path folder;
  private static EmbeddedQuestDb questDb;
  private static InfluxDaemon influx;
  private static int tries;

  @BeforeContainer
  static void start() throws Exception {
    folder = Files.createTempDirectory("escaping");
    PortChoice any = PortChoice.preferred(0);
    questDb = EmbeddedQuestDb.start(folder.resolve("db"), any, any);
    influx = InfluxDaemon.start(folder);
  }

  @AfterContainer
  static void stop() throws Exception {
    influx.close();
    questDb.close();
    try (var files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  @Provide
  Arbitrary<List<String>> texts() {
    Arbitrary<Character> hard = Arbitraries.of(',', '=', ' ', '"', '\\', '\'', '\n', '\t', '#');
    Arbitrary<Character> any =
        Arbitraries.chars().all().filter(ch -> !Character.isSurrogate(ch) && ch != 0xFFFE);
    Arbitrary<Character> chars = Arbitraries.oneOf(hard, any, Arbitraries.chars().alpha());
    return chars.list().ofMinSize(1).ofMaxSize(12).map(EscapingTest::text).list().ofSize(30);
  }

  private static String text(List<Character> chars) {
    StringBuilder text = new StringBuilder();
    chars.forEach(text::append);
    return text.toString();
  }

  @Property(tries = 15, shrinking = ShrinkingMode.BOUNDED)
  void comesBackAsItWasWritten(@ForAll("texts") List<String> texts) throws Exception {
    String sweep = "sweep " + tries++ + ",a=b\"'😀";
    List<Series> written = new ArrayList<>();
    List<Emission> emissions = new ArrayList<>();
    for (String text : texts) {
      // A tag refuses these, see below; a string has spaces in their place.
      String id = written.size() + text.replaceAll("[\\\\\\p{Cntrl}]", "_");
      Series series = new Series(sweep, text, id, 7, 2.5);
      written.add(series);
      emissions.add(Emissions.block(series, 3, 2, () -> 0.5));
    }
    try (MetricStore store = InfluxStore.embedded(questDb);
        StoredSteps steps = QuestDbSteps.of(questDb, sweep)) {
      store.write(store.encode(emissions));
      questDb.awaitApplied();
      check(steps, written);
    }
    try (MetricStore store = ExternalStore.open(influx.settings());
        StoredSteps steps = ExternalStore.read(influx.settings(), sweep)) {
      store.write(store.encode(emissions));
      check(steps, written);
    }
  }

  private static void check(StoredSteps steps, List<Series> written) throws IOException {
    assertThat(steps.last().keySet())
        .containsExactlyInAnyOrderElementsOf(written.stream().map(Series::trial).toList());
    for (Series series : written) {
      List<MetricBlock> read = new ArrayList<>();
      steps.read(series.trial(), read::add);
      assertThat(read).hasSize(1);
      assertThat(read.getFirst().rows()).isEqualTo(2);
      String name = series.name().replaceAll("[\\x00-\\x1f]", " ");
      assertThat(read.getFirst().series())
          .isEqualTo(new Series(series.sweep(), name, series.trial(), 7, 2.5));
    }
  }
}
