package io.trebuchet.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trebuchet.physics.MapParameters;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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

  /** A line ends at |, a tab stands as \t. */
  private static CsvTable read(String text, CsvForm form) throws IOException {
    byte[] bytes = text.replace("|", "\n").replace("\\t", "\t").getBytes(StandardCharsets.UTF_8);
    return CsvTable.read("points.csv", bytes, form);
  }

  private static double[][] rows(String text) throws IOException {
    return read(text, CsvForm.AUTO).rows().toArray(double[][]::new);
  }

  private static CsvForm form(String... settings) {
    Map<String, String> values =
        new HashMap<>(
            Map.of(
                "file",
                "points.csv",
                "separator",
                "auto",
                "decimal",
                "auto",
                "header",
                "auto",
                "label",
                "auto"));
    for (String setting : settings) {
      values.put(setting.split("=", 2)[0], setting.split("=", 2)[1]);
    }
    MapParameters parameters = new MapParameters(values);
    CsvPoints points = (CsvPoints) new CsvKind().read(parameters);
    assertThat(parameters.faults()).isEmpty();
    return points.form();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0.5,0.3,1|-0.2,0.1,-1|",
        "0.5,0.3,1|-0.2,0.1,-1",
        "x1,x2,y|0.5,0.3,1|-0.2,0.1,-1|",
        "\uFEFF0.5,0.3,1|-0.2,0.1,-1|",
        "\uFEFFx1,x2,y|0.5,0.3,1|-0.2,0.1,-1|",
        "\uFEFF\uFEFF# saved twice|0.5,0.3,1|-0.2,0.1,-1|",
        "x1;x2;y|0,5;0,3;1|-0,2;0,1;-1|",
        "0.5;0.3;1|-0.2;0.1;-1|",
        "0.5\t0.3\t1|-0.2\t0.1\t-1|",
        "0,5\t0,3\t1|-0,2\t0,1\t-1|",
        "\"0,5\",\"0,3\",1|\"-0,2\",\"0,1\",-1|",
        "0.5 0.3 1|-0.2 0.1 -1|",
        " 0.5   0.3  1|-0.2   0.1 -1|",
        "# made by hand|0.5, 0.3 ,1||-0.2,0.1,-1|",
        "\"x, first\",x2,y|\"0.5\",\"0.3\",\"1\"|-.2,1e-1,-1.|",
        "\"x; first\",x2,y|0.5,0.3,1|-0.2,0.1,-1|",
        "\"x, first\";x2;y|0,5;0,3;1|-0,2;0,1;-1|",
        "0.5,0.3,1\r|-0.2,0.1,-1\r|",
        "0.5,0.3,1\r-0.2,0.1,-1\r",
        "0.5,0.3,1|-0.2,0.1,-1||  ||",
        "sep=;|0,5;0,3;1|-0,2;0,1;-1|",
        "\"sep=,\"\r|x1,x2,y\r|0.5,0.3,1\r|-0.2,0.1,-1\r|",
        "x1,x2,y|5.0e-1,+0.3,1E0|-0.2,.1,-1|",
      })
  void isReadAsPeopleHaveIt(String text) throws IOException {
    assertThat(rows(text)).isDeepEqualTo(POINTS);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '!',
      value = {
        "NA,NA,NA|1,2,3 ! line 1, column 1: the value is missing",
        "nan,nan,nan|1,2,3 ! line 1, column 1: the value is missing",
        "inf,inf,inf|1,2,3 ! line 1, column 1: the value is missing",
        ",,|1,2,3 ! line 1, column 1: the value is missing",
        "NA;0,5;1|0,2;0,1;1 ! line 1, column 1: the value is missing",
        "x;y|0,2;1|0,3;NA ! line 3, column 2: the value is missing",
        "x\\ty|0.2\\t1|\\t2 ! line 3, column 1: the value is missing",
        "1\\t\\t2|3\\t\\t4 ! line 1, column 2: the value is missing",
        "1,2,3|1,,3 ! line 2, column 2: the value is missing",
        "1,2,3|4,5,6|,, ! line 3, column 1: the value is missing",
        "1,2,|4,5, ! line 1, column 3: the value is missing: fill it in, or take a separator",
        "x,y,|4,5, ! line 1, column 3: the column has no name",
        "x,y|4,5, ! line 2: 3 columns where line 1 has 2 names",
        "x,y|0,5,1 ! line 2: 3 columns where line 1 has 2 names",
        ",x1,x2,y|0,0.5,0.3,1|1,-0.2,0.1,-1 ! line 1, column 1: the column has no name",
        "Unnamed: 0,x1,y|0,0.5,0.3|1,-0.2,0.1 ! line 1, column 1: the column has no name",
        "\"\",\"x1\",\"y\"|\"1\",0.5,0.3|\"2\",1,2 ! line 1, column 1: the column has no name",
        ",0,1,2|0,0.5,0.3,1 ! line 1, column 1: the value is missing",
        "0,0.5,1|1,0.3,2 ! line 1, column 1: the column counts the rows",
        "1,0.5,1|2,0.3,2|3,0,1 ! line 1, column 1: the column counts the rows",
        "0.0,0.5,1|1.0,0.3,2 ! line 1, column 1: the column counts the rows",
        "0e0,5e-1,1|1e0,3e-1,2|2e0,0,3 ! line 1, column 1: the column counts the rows",
        "+1,0.5,1|2.,0.3,2 ! line 1, column 1: the column counts the rows",
        "index,x,y|0,3,5|1,4,5|2,5,5 ! line 1, column 1: the column counts the rows",
        "ID,y|1.0,5|2.0,5|3.0,5 ! line 1, column 1: the column counts the rows",
        "'\"X\",\"x1\",\"y\"|1,3,5|2,4,5|3,5,5' ! column 1: the column counts the rows",
        "0,1,2|0.5,0.3,1 ! line 1: it counts the columns",
        "0,1|0.5,0.3 ! line 1: it counts the columns",
        "'\"0\",\"1\"|0.5,0.3' ! line 1: it counts the columns",
        "0.0,1.0,2.0|0.5,0.3,1 ! line 1: it counts the columns",
        "0;1|0,5;0,3 ! line 1: it counts the columns",
        "0,0;1,0;2|0,5;0,3;1 ! line 1: it counts the columns",
        "0\\t1e0|0.5\\t0.3 ! line 1: it counts the columns",
        "x,X,y|1,2,3 ! line 1, column 2: the column has the name of column 1",
        "x1,x2|0.5,0.3,1 ! line 2: 3 columns where line 1 has 2 names",
        "1,2|1,2,3 ! line 2: 3 columns where line 1 has 2: every line must have as many",
        "1,2,3|1,2 ! line 2: 2 columns where line 1 has 3: every line must have as many",
        "5d,1,2 ! line 1, column 1: a finite decimal number",
        "1,0x1p-1,2 ! line 1, column 2: a finite decimal number",
        "1,2,1e999 ! line 1, column 3: a finite decimal number",
        "1,2,-0.01e-400 ! line 1, column 3: a finite decimal number such as -0.5 or 1e-3 belongs"
            + " there; a double is 0 or between 4.9e-324 and 1.8e308",
        "1e-400,1e999|1,2 ! line 1, column 1: a finite decimal number",
        "'0.5,0.3|1,2|\"0,5\",3' ! column 1: a finite decimal number",
        "'0.0,1.0|1,2|\"0,5\",3' ! line 1: it counts the columns",
        "x;y|1;2e-400 ! line 2, column 2: a finite decimal number",
        "1,2,\u0661 ! line 1, column 3: a finite decimal number",
        "1,2,1'000 ! line 1, column 3: a finite decimal number",
        "1,2,3 # good ! line 1, column 3: a finite decimal number",
        "x1,2,y|1,2,3 ! line 1, column 1: a finite decimal number",
        "x,y|1,2|-,2 ! line 3, column 1: the value is missing",
        "x,y|\"1,234\",2|\"5,678\",3 ! line 2, column 1: its comma may begin decimals or group",
        "x;y|1,234;2|5,678;3 ! line 2, column 1: its comma may begin decimals or group thousands",
        "x;y|1.234;2|5.678;3 ! line 2, column 1: its point may begin decimals or group thousands",
        "x;y|1.234,5;2 ! line 2, column 1: a finite decimal number",
        "x,y|\"1,234,567\",2 ! line 2, column 1: a finite decimal number",
        "x,y|1,2|\"3,4|5,6 ! line 3: a quote that opens there or below does not close",
        "x1,x2,y ! line 1: the file holds no points, only a header",
        "'' ! line 1: the file holds no points",
        "# nothing ! line 1: the file holds no points",
        "1|2 ! line 1: one column where at least two belong",
      })
  void saysWhereItIsWrong(String text, String fault) {
    assertThatThrownBy(() -> rows(text))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("points.csv")
        .hasMessageContaining(fault);
  }

  @Test
  void everyLineEndIsCounted() {
    for (String end : List.of("\n", "\r\n", "\r")) {
      assertThatThrownBy(() -> rows(String.join(end, "# x", "", "x,y", "1,2", "3,")))
          .hasMessageContaining("line 5, column 2");
    }
  }

  @Test
  void settingsDecideWhatTheFileLeavesOpen() throws IOException {
    String grouped = "x;y|1,234;2|5,678;3";
    assertThat(read(grouped, form("decimal=comma")).rows().getFirst()).containsExactly(1.234, 2);
    assertThat(rows("x;y|1,234;2|0,5;3")[0]).containsExactly(1.234, 2);
    assertThat(rows("1.234,2.345|5.678,3.456")[0]).containsExactly(1.234, 2.345);
    assertThat(read("1\\t 2", form("separator=space")).rows().getFirst()).containsExactly(1, 2);
    assertThatThrownBy(() -> read("1;2", form("separator=comma")))
        .hasMessageContaining("line 1: one column");
    assertThatThrownBy(() -> read("0,5,1", form("decimal=comma")))
        .hasMessageContaining("commas cannot both separate cells and begin decimals");
    assertThatThrownBy(() -> read("sep=;|1;2", form("separator=comma")))
        .hasMessageContaining("data.separator does not allow");
  }

  @Test
  void headersAreToldOrFoundOut() throws IOException {
    assertThat(read("1,2,3|4,5,6", form("header=yes")).rows()).hasSize(1);
    assertThat(read("1,2,3|4,5,6", form("header=no")).rows()).hasSize(2);
    assertThat(read("0,1,2|4,5,6", form("header=yes")).rows()).hasSize(1);
    assertThat(read("0,1,2|4,5,6", form("header=no")).rows()).hasSize(2);
    assertThat(read("0,0.5,1|1,0.3,2", form("header=no")).rows()).hasSize(2);
    assertThat(rows("0,0,0|1,0,1|0,1,1|1,1,0")).hasNumberOfRows(4);
    assertThat(rows("0,0.5|1,0.3|2,0.1")).hasNumberOfRows(3);
    assertThat(read("0.0,1.0|0.5,0.3", form("header=yes")).rows()).hasSize(1);
    assertThat(read("0,1|0.5,0.3", form("header=no")).rows()).hasSize(2);
    assertThat(rows("1,0|0,1")).hasNumberOfRows(2);
    assertThatThrownBy(() -> read("a,b|1,2", form("header=no")))
        .hasMessageContaining("line 1, column 1");
  }

  @Test
  void aFirstColumnThatCountsMayBeAnInput() throws IOException {
    assertThat(rows("x,z,y|0,3,5|1,4,5|2,5,5")).hasNumberOfRows(3);
    assertThat(rows("X,Y|0,3|1,4|2,5")).hasNumberOfRows(3);
    assertThat(rows("id,x,y|0,3,5|1,4,5")).hasNumberOfRows(2);
    assertThat(rows("id,x,y|0,3,5|1,4,5|3,4,5")).hasNumberOfRows(3);
    assertThat(rows("id,x,y|2,3,5|3,4,5|4,4,5")).hasNumberOfRows(3);
  }

  @Test
  void smallNumbersAndZerosAreRead() throws IOException {
    assertThat(rows("0e-400,0.00,5e-324|-0e9,00,1e-300"))
        .isDeepEqualTo(new double[][] {{0, 0, Double.MIN_VALUE}, {-0.0, 0, 1e-300}});
  }

  @Test
  void aCommentThatNamesTheColumnsIsSaidToBeNoHeader() throws IOException {
    for (String comment :
        List.of("# x1,x2,y", "#x1 x2 y", "## \"x1\";\"x2\";\"Y\"", "# by me|# x1, x2, y|")) {
      CsvTable table = read(comment + "|0.5,0.3,1", CsvForm.AUTO);
      assertThat(table.commented()).as(comment).containsExactly("x1", "x2", "y");
      assertThat(table.names()).isEmpty();
      assertThat(table.remarks(CsvForm.AUTO))
          .singleElement()
          .asString()
          .contains("points.csv: the comment before the first point", "no header", "take the #");
      assertThat(table.remarks(form("header=no"))).isEmpty();
    }
    for (String other :
        List.of("# made by hand at noon", "# x1,x2", "# 1,2,3", "# a,,y", "# x1,x2,y|a,b,c")) {
      assertThat(read(other + "|0.5,0.3,1", CsvForm.AUTO).commented()).as(other).isEmpty();
    }
    assertThat(read("0.5,0.3,1|# x1,x2,y|1,2,3", CsvForm.AUTO).commented()).isEmpty();
  }

  @Test
  void whatItDetectedIsSaid() throws IOException {
    assertThat(read("x;y|0,5;1", CsvForm.AUTO).remarks(CsvForm.AUTO))
        .singleElement()
        .asString()
        .contains("points.csv", "2 columns", "semicolons and decimal commas", "data.separator");
    assertThat(read("x,y|0.5,1", CsvForm.AUTO).remarks(CsvForm.AUTO)).isEmpty();
    CsvForm said = form("separator=semicolon", "decimal=comma");
    assertThat(read("x;y|0,5;1", said).remarks(said)).isEmpty();
  }

  @Test
  void whatIsNoTextInUtf8IsCalledWhatItIs() {
    byte[] zip = {'P', 'K', 3, 4, 20, 0};
    byte[] gzip = {0x1f, (byte) 0x8b, 8, 0};
    byte[] latin = "x,gr\u00f6\u00dfe\n1,2\n".getBytes(StandardCharsets.ISO_8859_1);
    expect(utf16(StandardCharsets.UTF_16LE, "\uFEFF1,2\n"), "UTF-16");
    expect(utf16(StandardCharsets.UTF_16BE, "\uFEFF1,2\n"), "UTF-16");
    expect(utf16(StandardCharsets.UTF_16LE, "1,2\n"), "line 1 holds zero bytes");
    expect(gzip, "gzip: unpack it");
    expect(zip, "zip archive");
    expect(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0}, "data.kind = npy");
    expect(latin, "line 1 is not text in UTF-8");
    expect("version https://git-lfs.github.com/spec/v1\n".getBytes(StandardCharsets.UTF_8), "LFS");
  }

  private static byte[] utf16(Charset charset, String text) {
    return text.getBytes(charset);
  }

  private static void expect(byte[] bytes, String words) {
    assertThatThrownBy(() -> CsvTable.read("points.csv", bytes, CsvForm.AUTO))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("points.csv: ")
        .hasMessageContaining(words);
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
    double[][] expected =
        table.stream()
            .map(row -> row.stream().mapToDouble(Double::doubleValue).toArray())
            .toArray(double[][]::new);
    for (CsvDialect dialect : CsvDialect.KNOWN) {
      String text =
          table.stream()
              .map(
                  row ->
                      row.stream()
                          .map(x -> written(x, dialect))
                          .collect(Collectors.joining(String.valueOf(dialect.separator()))))
              .collect(Collectors.joining("\n"));
      String decimal = dialect.decimal() == ',' ? "decimal=comma" : "decimal=point";
      CsvForm form = form(decimal, "header=no");
      double[][] read = read(text, form).rows().toArray(double[][]::new);
      assertThat(Arrays.deepEquals(read, expected)).as(text).isTrue();
    }
  }

  private static String written(double x, CsvDialect dialect) {
    String text = Double.toString(x).replace('.', dialect.decimal());
    return dialect.quotesDecimals() ? '"' + text + '"' : text;
  }
}
