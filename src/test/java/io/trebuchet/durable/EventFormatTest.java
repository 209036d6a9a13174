package io.trebuchet.durable;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trebuchet.metrics.Outcome;
import io.trebuchet.metrics.TrialResult;
import io.trebuchet.metrics.TrialSteps;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

final class EventFormatTest {
  private static final Instant TIME = Instant.parse("2026-01-01T00:00:00.5Z");

  @Provide
  Arbitrary<SweepJournal.Event> events() {
    Arbitrary<String> texts = texts();
    Arbitrary<TrialResult> results =
        Combinators.combine(
                texts.list().ofSize(3),
                Arbitraries.longs().list().ofSize(5),
                numbers().list().ofSize(21),
                Arbitraries.of(Outcome.values()))
            .as(EventFormatTest::result);
    return Arbitraries.oneOf(
        Combinators.combine(texts, runTexts().injectNull(0.3)).as(SweepJournal.SweepBegun::new),
        runTexts().map(SweepJournal.SweepResumed::new),
        texts.map(SweepJournal.TrialStarted::new),
        Combinators.combine(results, steps()).as(SweepJournal.TrialEnded::new),
        Combinators.combine(results, steps()).as(SweepJournal.TrialStopped::new),
        texts.map(SweepJournal.TrialPaused::new),
        texts.map(SweepJournal.TrialContinued::new),
        Arbitraries.of(new SweepJournal.SweepPaused(), new SweepJournal.SweepContinued()));
  }

  private static Arbitrary<SweepJournal.RunTexts> runTexts() {
    return Combinators.combine(texts(), texts()).as(SweepJournal.RunTexts::new);
  }

  private static Arbitrary<TrialSteps> steps() {
    return Combinators.combine(Arbitraries.longs(), texts().injectNull(0.3))
        .as(TrialSteps::new)
        .injectNull(0.3);
  }

  /** All that a Java text can be, halves of surrogates too. */
  private static Arbitrary<String> texts() {
    return Arbitraries.oneOf(
        Arbitraries.strings().withCharRange('\0', '\uffff').ofMaxLength(20),
        Arbitraries.of("", "NaN", "\ud800", "\udc00\ud800", "\0\n\r\u001b[2J\u2028", "\\\"{}"));
  }

  private static Arbitrary<Double> numbers() {
    return Arbitraries.oneOf(
        Arbitraries.longs().map(Double::longBitsToDouble),
        Arbitraries.of(
            Double.NaN,
            Double.POSITIVE_INFINITY,
            Double.NEGATIVE_INFINITY,
            0.0,
            -0.0,
            2.0,
            Double.MIN_VALUE,
            Double.MAX_VALUE));
  }

  private static TrialResult result(
      List<String> texts, List<Long> longs, List<Double> numbers, Outcome outcome) {
    return TrialResult.of(texts.get(0), longs.get(0))
        .at(texts.get(1), numbers.get(0), numbers.get(1))
        .ended(outcome, texts.get(2), longs.get(1))
        .loss(numbers.get(2), numbers.get(3), longs.get(2), numbers.get(4))
        .catapults(longs.get(3))
        .lambdaMax(numbers.get(5), numbers.get(6))
        .etaLambda(numbers.get(7), numbers.get(8), numbers.get(9))
        .weightNormSq(numbers.get(10), numbers.get(11), numbers.get(12))
        .sparsity(numbers.get(13), numbers.get(14))
        .test(numbers.get(15), numbers.get(16))
        .bounds(numbers.get(17), numbers.get(18), numbers.get(19), numbers.get(20))
        .wallMillis(longs.get(4))
        .build();
  }

  @Property(tries = 2000)
  void everyEventComesBack(@ForAll("events") SweepJournal.Event event) throws Exception {
    SweepJournal.Entry entry = new SweepJournal.Entry(TIME, event);
    String line = EventFormat.write(entry);
    assertThat(EventFormat.read(line)).isEqualTo(entry);
    // Nothing in it can end the line or move a cursor.
    assertThat(line).matches("[ -~\\x7f]*");
  }

  @Test
  void everySortOfEventIsTried() {
    assertThat(
            events().sampleStream().limit(2000).map(Object::getClass).collect(Collectors.toSet()))
        .hasSize(SweepJournal.Event.class.getPermittedSubclasses().length);
  }

  @Test
  void theLineSaysWhatItIs() {
    assertThat(
            EventFormat.write(
                new SweepJournal.Entry(TIME, new SweepJournal.TrialStarted("s1-c2.1"))))
        .isEqualTo(
            "{\"time\":\"2026-01-01T00:00:00.500Z\",\"event\":\"trial-started\",\"version\":1,"
                + "\"fields\":{\"trial\":\"s1-c2.1\"}}");
  }

  private static String line(String event, int version, String fields) {
    return "{\"time\":\"2026-01-01T00:00:00Z\",\"event\":\"%s\",\"version\":%d,\"fields\":{%s}}"
        .formatted(event, version, fields);
  }

  private static void assertRefused(String line, String why) {
    assertThatThrownBy(() -> EventFormat.read(line))
        .as(line)
        .isInstanceOf(EventFormat.RefusedException.class)
        .hasMessageContaining(why);
  }

  @Test
  void aFieldThatIsNotKnownCountsOnlyWhereItMayBeLeftOut() throws Exception {
    String known = "\"trial\":\"a\"";
    for (String value : List.of("7", "\"text\"", "true", "null", "[1,{\"x\":[]}]", "{}", "1.5")) {
      assertThat(EventFormat.read(line("trial-paused", 1, known + ",\"rows?\":" + value)).event())
          .isEqualTo(new SweepJournal.TrialPaused("a"));
      assertRefused(
          line("trial-paused", 1, known + ",\"rows\":" + value),
          "trial-paused: the field 'rows' is of a later version");
    }
  }

  /** How one more field is read that earlier journals do not have. */
  @Test
  void anOptionalFieldIsThereOrNot() {
    EventFields fields = EventFields.none(EventKind.TRIAL_PAUSED);
    fields.put("trial", "a");
    assertThat(fields.optionalInteger("rows")).isEmpty();
    assertThat(fields.optionalText("checksum")).isEmpty();
    fields.putOptional("rows", 7L);
    fields.putOptional("checksum", "00ff");
    assertThat(EventFormat.write(TIME, 1, fields)).contains("\"rows?\":7,\"checksum?\":\"00ff\"");
    assertThat(fields.optionalInteger("rows")).hasValue(7);
    assertThat(fields.optionalText("checksum")).hasValue("00ff");
    fields.putOptional("rows", "many");
    assertThatThrownBy(() -> fields.optionalInteger("rows")).hasMessageContaining("an integer");
  }

  @Test
  void aFieldThatIsMissingOrOfAnotherTypeIsNamed() {
    assertRefused(line("trial-paused", 1, ""), "trial-paused: the field 'trial' is missing");
    assertRefused(line("trial-paused", 1, "\"trial?\":\"a\""), "the field 'trial' is missing");
    for (String value : List.of("1", "1.5", "true", "null", "[]", "{}")) {
      assertRefused(line("sweep-begun", 1, "\"run\":" + value), "the field 'run' is not a text");
    }
    String ended =
        EventFormat.write(
            new SweepJournal.Entry(
                TIME,
                new SweepJournal.TrialEnded(
                    result(
                        List.of("a", "", ""),
                        List.of(1L, 2L, 3L, 4L, 5L),
                        Stream.generate(() -> 0.5).limit(21).toList(),
                        Outcome.CONVERGED),
                    new TrialSteps(3, "ab"))));
    assertRefused(
        ended.replace("rows?\":3", "rows?\":\"3\""), "'recorded_rows?' is not an integer");
    assertRefused(ended.replace("\"steps\":2", "\"steps\":2.5"), "'steps' is not an integer");
    assertRefused(ended.replace("\"c\":0.5", "\"c\":\"many\""), "'c' is not a number");
    assertRefused(ended.replace("\"outcome\":\"converged\"", "\"outcome\":\"won\""), "trial-ended");
    assertRefused(ended.replace("\"steps\":2", "\"steps\":99999999999999999999"), "no event");
  }

  @Test
  void anEventOfALaterVersionIsRefusedByName() {
    assertRefused(line("trial-paused", 2, "\"trial\":\"a\""), "trial-paused of version 2");
    assertRefused(line("trial-paused", 0, "\"trial\":\"a\""), "trial-paused of version 0");
    assertRefused(line("trial-moved", 1, ""), "'trial-moved' is of a later version");
  }

  @Test
  void whatIsNoEventIsRefused() {
    String sound = line("sweep-paused", 1, "");
    for (String line :
        List.of(
            "",
            "{}",
            "[]",
            "null",
            sound + sound,
            sound + " x",
            sound.substring(1),
            sound.replace("2026", "20x6"),
            sound.replace("}}", "},\"more\":1}"),
            line("trial-paused", 1, "\"trial\":\"a\",\"trial\":\"b\""))) {
      assertRefused(line, "no event");
    }
    for (int length = 0; length < sound.length(); length++) {
      assertRefused(sound.substring(0, length), "no event");
    }
  }

  /** Neither depth nor length of it exhausts anything. */
  @Test
  void deepAndHugeJsonIsRefused() {
    String deep = "[".repeat(300_000);
    assertRefused(line("sweep-paused", 1, "\"x?\":" + deep), "no event");
    assertRefused(deep, "no event");
    assertRefused(line("sweep-paused", 1, "\"x?\":" + "9".repeat(500_000)), "no event");
    assertRefused(line("sweep-paused", 1, "\"" + "y".repeat(500_000) + "\":1"), "no event");
    String many =
        Stream.iterate(1, i -> i + 1)
            .limit(50_000)
            .map(i -> "\"f" + i + "\":1")
            .toList()
            .toString();
    assertRefused(line("sweep-paused", 1, many.substring(1, many.length() - 1)), "later version");
  }

  @Test
  void aRefusalCannotSpeakToTheTerminal() {
    assertThatThrownBy(() -> EventFormat.read(line("\\u001b]0;title\\u0007\\u202e", 1, "")))
        .satisfies(error -> assertThat(error.getMessage()).matches("[ -~]{1,400}"));
  }
}
