package io.trebuchet.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigRenderOptions;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.statistics.Statistics;
import org.junit.jupiter.api.Test;

final class ExpansionTest {
  private static final Place TOP = new Place("test.conf", 1);

  private static long size(Config config) throws Expansion.ExceededException {
    return Expansion.of(config, TOP).size();
  }

  @Property(tries = 3000)
  void noConfigBecomesLargerThanIsTold(@ForAll("configs") List<String> lines) {
    Config resolved;
    Config config;
    try {
      config = ConfigFactory.parseString(String.join("\n", lines));
      resolved = config.resolve();
    } catch (ConfigException notAConfig) {
      return;
    }
    long most;
    try {
      most = size(config);
    } catch (Expansion.ExceededException refused) {
      Statistics.collect("refused");
      return;
    }
    Statistics.collect("resolved");
    String text = resolved.root().render(ConfigRenderOptions.concise());
    assertThat(most).isGreaterThanOrEqualTo(text.length() - punctuation(text));
  }

  /** Brackets and commas cost nothing. */
  private static long punctuation(String text) {
    return text.chars().filter(c -> "{}[],:\"".indexOf(c) >= 0).count();
  }

  @Provide
  Arbitrary<List<String>> configs() {
    Arbitrary<String> path =
        Arbitraries.of("a", "b", "c", "d")
            .list()
            .ofMinSize(1)
            .ofMaxSize(2)
            .map(p -> String.join(".", p));
    Arbitrary<String> piece =
        Arbitraries.oneOf(
            path.map(p -> "${" + p + "}"),
            path.map(p -> "${?" + p + "}"),
            Arbitraries.of("x", "\"long text\"", "[1, 22]", "{ c : 333 }"),
            path.map(p -> "[${" + p + "}, ${" + p + "}]"),
            path.map(p -> "{ b : ${" + p + "}, d : ${" + p + "}${" + p + "} }"));
    Arbitrary<String> value =
        piece.list().ofMinSize(1).ofMaxSize(3).map(pieces -> String.join(" ", pieces));
    return Combinators.combine(path, Arbitraries.of(" = ", " += "), value)
        .as((key, sign, of) -> key + sign + of)
        .list()
        .ofMinSize(2)
        .ofMaxSize(9);
  }

  @Test
  void doublingIsToldExactlyEnough() throws Expansion.ExceededException {
    StringBuilder text = new StringBuilder("a0 = xx\n");
    for (int i = 1; i <= 16; i++) {
      text.append("a%d = ${a%d}${a%d}\n".formatted(i, i - 1, i - 1));
    }
    Config config = ConfigFactory.parseString(text.toString());
    assertThat(size(config)).isBetween(1L << 17, 1L << 21);
  }

  @Test
  void theLineIsThatOfTheReference() {
    StringBuilder text = new StringBuilder("a = x\n");
    text.append("a = ${a}${a}\n".repeat(40)).append("b = [${a}]\n");
    Config config =
        ConfigFactory.parseString(
            text.toString(), ConfigParseOptions.defaults().setOriginDescription("bomb.conf"));
    Faults faults = new Faults();
    try {
      Expansion.check(config, TOP, faults);
    } catch (io.trebuchet.config.ConfigException e) {
      assertThat(e).hasMessageMatching("bomb.conf:1: its references would make it longer.*");
      return;
    }
    throw new AssertionError("not refused");
  }
}
