package io.trebuchet.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.questdb.griffin.FunctionFactory;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class QuestDbMatchingTest {
  private static final Map<String, QuestDbMatching> KINDS =
      QuestDbMatching.all().stream()
          .map(QuestDbMatching.class::cast)
          .collect(Collectors.toMap(QuestDbMatching::name, kind -> kind));

  private static boolean matches(String kind, String text, String pattern) {
    QuestDbMatching matching = Objects.requireNonNull(KINDS.get(kind));
    return matching.language().compile(pattern).matches(text) != matching.negated();
  }

  @ParameterizedTest
  @CsvSource({
    "like, c1.5-s1, c1%, true",
    "like, c1.5-s1, %s1, true",
    "like, c1.5-s1, c%-s_, true",
    "like, c1.5-s1, C%, false",
    "like, c1.5-s1, c1, false",
    "like, abcabd, %ab_, true",
    "like, abcabd, %abc, false",
    "like, aXbXc, a%X%c, true",
    "like, 50%, 50\\%, true",
    "like, 501, 50\\%, false",
    "like, a.c, abc, false",
    "like, '', %, true",
    "like, '', _, false",
    "ilike, c1.5-S1, C1%s1, true",
    "~, c1.5-s1, 5-, true",
    "~, c1.5-s1, ^5-, false",
    "'!~', c1.5-s1, ^5-, true"
  })
  void aPatternMatchesAsInPostgres(String kind, String text, String pattern, boolean matches) {
    assertThat(matches(kind, text, pattern)).isEqualTo(matches);
  }

  /** As a regular expression this would take years. */
  @Test
  void manyWildcardsTakeNoTime() {
    assertThat(matches("like", "a".repeat(5_000), "%a".repeat(50) + "b")).isFalse();
  }

  @Test
  void theyStandInThePlaceOfQuestDbsOwn() {
    assertThat(QuestDbMatching.all())
        .extracting(FunctionFactory::getSignature)
        .containsExactly("~(SS)", "!~(SS)", "like(SS)", "ilike(SS)");
  }
}
