package io.trebuchet.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigRenderOptions;
import java.util.ArrayList;
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

  @Property(tries = 2000)
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

  /** Whose references mostly lead somewhere: every path is written before, as text or object. */
  @Provide
  Arbitrary<List<String>> configs() {
    Arbitrary<String> path = Arbitraries.of("a", "b", "c", "d", "c.a", "d.b", "c.d");
    Arbitrary<String> reference = path.flatMap(p -> Arbitraries.of("${" + p + "}", "${?" + p + "}"));
    Arbitrary<String> texts =
        Arbitraries.oneOf(reference, Arbitraries.of("x", "\"long text\"", "22"))
            .list()
            .ofMinSize(1)
            .ofMaxSize(3)
            .map(pieces -> String.join("", pieces));
    Arbitrary<String> objects =
        Combinators.combine(
                Arbitraries.of("c", "d", "?c", "?d"), Arbitraries.of("a", "b"), texts)
            .as((base, key, text) -> "${%s} { %s : %s, e : %s }".formatted(base, key, text, text));
    Arbitrary<String> line =
        Arbitraries.oneOf(
            Combinators.combine(path, texts).as((key, text) -> key + " = " + text),
            Combinators.combine(Arbitraries.of("c", "d"), objects)
                .as((key, object) -> key + " = " + object),
            Combinators.combine(Arbitraries.of("l", "m"), texts)
                .as((key, text) -> key + " += " + text),
            Combinators.combine(Arbitraries.of("l", "m"), texts)
                .as((key, text) -> key + " = ${?" + key + "} [" + text + ", ${?m}]"));
    return line.list()
        .ofMinSize(2)
        .ofMaxSize(10)
        .map(
            lines -> {
              List<String> all = new ArrayList<>(List.of("a = xy", "b = z"));
              all.addAll(List.of("c { a : 1, b : 22, d : u }", "d { a : 333, b : v, d : w }"));
              all.addAll(lines);
              return all;
            });
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
