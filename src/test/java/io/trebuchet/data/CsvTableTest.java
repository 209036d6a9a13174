package io.trebuchet.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class CsvTableTest {
  private static final double[][] POINTS = {{0.5, 0.3, 1}, {-0.2, 0.1, -1}};

  private static CsvTable read(String text, CsvTable.Header header) throws IOException {
    byte[] bytes = text.replace("|", "\n").getBytes(StandardCharsets.UTF_8);
    return CsvTable.read("points.csv", bytes, List.of(CsvDialect.KNOWN), header);
  }

  private static double[][] rows(String text) throws IOException {
    return read(text, CsvTable.Header.AUTO).rows().toArray(double[][]::new);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0.5,0.3,1|-0.2,0.1,-1|",
        "0.5,0.3,1|-0.2,0.1,-1",
        "x1,x2,y|0.5,0.3,1|-0.2,0.1,-1|",
        "\uFEFF0.5,0.3,1|-0.2,0.1,-1|",
        "\uFEFFx1,x2,y|0.5,0.3,1|-0.2,0.1,-1|",
        "x1;x2;y|0,5;0,3;1|-0,2;0,1;-1|",
        "0.5;0.3;1|-0.2;0.1;-1|",
        "0.5\t0.3\t1|-0.2\t0.1\t-1|",
        "0,5\t0,3\t1|-0,2\t0,1\t-1|",
        "# made by hand|0.5, 0.3 ,1||-0.2,0.1,-1|",
        "\"x, first\",x2,y|\"0.5\",\"0.3\",\"1\"|-.2,1e-1,-1.|",
        "0.5,0.3,1\r|-0.2,0.1,-1\r|",
      })
  void isReadAsPeopleHaveIt(String text) throws IOException {
    assertThat(rows(text)).isDeepEqualTo(POINTS);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '!',
      value = {
        "NA,NA,NA|1,2,3 ! line 1: the value of column 1 is missing",
        "nan,nan,nan|1,2,3 ! line 1: the value of column 1 is missing",
        "inf,inf,inf|1,2,3 ! line 1: the value of column 1 is missing",
        ",,|1,2,3 ! line 1: the value of column 1 is missing",
        "1,2,3|1,,3 ! line 2: the value of column 2 is missing",
        ",x1,x2,y|0,0.5,0.3,1|1,-0.2,0.1,-1 ! line 1: column 1 has no name",
        "x1,x2|0.5,0.3,1 ! line 2: 3 columns where 2 belong",
        "1,2|1,2,3 ! line 2: 3 columns where 2 belong",
        "5d,1,2 ! line 1: column 1 holds no decimal number",
        "1,0x1p-1,2 ! line 1: column 2 holds no decimal number",
        "x1,2,y|1,2,3 ! line 1: column 1 holds no decimal number",
        "x1,x2,y ! holds no points",
        "'' ! holds no points",
        "1|2 ! line 1: 1 columns where at least 2 belong",
      })
  void saysWhereItIsWrong(String text, String fault) {
    assertThatThrownBy(() -> rows(text))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("points.csv")
        .hasMessageContaining(fault);
  }

  @Test
  void whatIsNoTextInUtf8IsSaid() {
    byte[] utf16 = "1,2,3\n".getBytes(StandardCharsets.UTF_16);
    assertThatThrownBy(
            () ->
                CsvTable.read("points.csv", utf16, List.of(CsvDialect.KNOWN), CsvTable.Header.AUTO))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("UTF-8");
  }

  @Test
  void aHeaderOfNumbersMustBeNamedOne() throws IOException {
    assertThat(read("1,2,3|4,5,6", CsvTable.Header.YES).rows()).hasSize(1);
    assertThat(read("1,2,3|4,5,6", CsvTable.Header.NO).rows()).hasSize(2);
    assertThatThrownBy(() -> read("a,b|1,2", CsvTable.Header.NO)).isInstanceOf(IOException.class);
  }

  @Provide
  Arbitrary<List<List<Double>>> tables() {
    return Arbitraries.integers()
        .between(2, 4)
        .flatMap(
            width ->
                Arbitraries.doubles()
                    .between(-1e9, 1e9)
                    .ofScale(6)
                    .list()
                    .ofSize(width)
                    .list()
                    .ofMinSize(1)
                    .ofMaxSize(5));
  }

  /** Whatever is written in a dialect means the same in each, and is never taken for another. */
  @Property
  void everyDialectComesBack(@ForAll("tables") List<List<Double>> table) throws IOException {
    for (CsvDialect dialect : CsvDialect.KNOWN) {
      String text =
          table.stream()
              .map(
                  row ->
                      row.stream()
                          .map(x -> Double.toString(x).replace('.', dialect.decimal()))
                          .collect(Collectors.joining(String.valueOf(dialect.separator()))))
              .collect(Collectors.joining("\n"));
      double[][] expected =
          table.stream()
              .map(row -> row.stream().mapToDouble(Double::doubleValue).toArray())
              .toArray(double[][]::new);
      assertThat(Arrays.deepEquals(rows(text), expected)).as(text).isTrue();
    }
  }
}
