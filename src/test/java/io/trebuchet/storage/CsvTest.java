package io.trebuchet.storage;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

final class CsvTest {
  @Property(tries = 500)
  void aLineComesBackAsItsFields(@ForAll("records") List<String> fields) {
    String line = Csv.line(fields);
    assertThat(line).endsWith("\n").hasLineCount(1);
    assertThat(Csv.fields(line.substring(0, line.length() - 1))).isEqualTo(fields);
  }

  @Test
  void quotesAsOtherProgramsExpectIt() {
    assertThat(Csv.line(List.of("a", "b,c", "say \"x\"", "two\nlines", "")))
        .isEqualTo("a,\"b,c\",\"say \"\"x\"\"\",two\\u000alines,\n");
  }

  @Test
  void splitsNoFurtherThanAsked() {
    assertThat(Csv.split("a,\"b,c\",d,e", 2)).containsExactly("a", "b,c");
  }

  @Provide
  Arbitrary<List<String>> records() {
    return Arbitraries.strings()
        .withChars("ab,\" =é\n\r\t\u001b\u009b\u202e\\u01")
        .ofMaxLength(8)
        .list()
        .ofMinSize(1);
  }
}
