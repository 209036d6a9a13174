package io.trebuchet.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

final class PlainTextTest {
  @Property
  void escapedTextComesBack(@ForAll String text) {
    String escaped = PlainText.escaped(text);
    assertThat(PlainText.unescaped(escaped)).isEqualTo(text);
    assertThat(escaped.codePoints()).noneMatch(PlainText::steers);
  }

  @Property
  void shownTextStaysAsItIs(@ForAll String text) {
    String shown = PlainText.shown(text);
    assertThat(PlainText.shown(shown)).isEqualTo(shown);
    assertThat(shown.codePoints()).noneMatch(PlainText::steers);
  }

  @Test
  void lettersOfAnyLanguageAreText() {
    assertThat(PlainText.shown("θ² – é 学习 😀 \\n")).isEqualTo("θ² – é 学习 😀 \\n");
  }

  @Test
  void whatSteersIsNamed() {
    assertThat(PlainText.shown("a\u001b[2J\u009b\r\n\u202e\u2066b"))
        .isEqualTo("a\\u001b[2J\\u009b\\u000d\\u000a\\u202e\\u2066b");
    assertThat(PlainText.escaped("\\u001b")).isEqualTo("\\u005cu001b");
  }
}
