package io.trebuchet.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trebuchet.physics.Sample;
import io.trebuchet.physics.SeededRandom;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NumberFilesTest {
  @TempDir private Path folder;

  private Path write(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text);
  }

  private Path npy(String header, byte[] data) throws IOException {
    return NpyFiles.write(folder.resolve("a.npy"), header, data);
  }

  private static byte[] doubles(ByteOrder order, double... values) {
    ByteBuffer buffer = ByteBuffer.allocate(8 * values.length).order(order);
    for (double x : values) {
      buffer.putDouble(x);
    }
    return buffer.array();
  }

  private static double[] read(Path file) {
    return NumberFile.of(file.toString()).read();
  }

  @Test
  void textHoldsOneNumberALine() throws IOException {
    Path file = write("t.txt", "# weights\n1.5\n\n -2e-3  # small\n0.1\n");
    assertThat(read(file)).containsExactly(1.5, -2e-3, 0.1);
    assertThatThrownBy(() -> read(write("bad.txt", "1\nx\n")))
        .hasMessageContaining("bad.txt")
        .hasMessageContaining("line 2: a finite number belongs there");
    assertThatThrownBy(() -> read(write("inf.txt", "1\n2\nInfinity\n")))
        .hasMessageContaining("line 3");
    assertThatThrownBy(() -> read(folder.resolve("none.txt"))).hasMessageContaining("none.txt");
  }

  @Test
  void arraysOfNumPyAreReadTheLastIndexFastest() throws IOException {
    String header = "{'descr': '<f8', 'fortran_order': False, 'shape': (2, 2), }";
    assertThat(read(npy(header, doubles(ByteOrder.LITTLE_ENDIAN, 1, 2, 3, 4))))
        .containsExactly(1, 2, 3, 4);
    header = "{'descr': '<f8', 'fortran_order': True, 'shape': (2, 3), }";
    assertThat(read(npy(header, doubles(ByteOrder.LITTLE_ENDIAN, 1, 4, 2, 5, 3, 6))))
        .containsExactly(1, 2, 3, 4, 5, 6);
    header = "{'descr': '>f8', 'fortran_order': False, 'shape': (3,), }";
    assertThat(read(npy(header, doubles(ByteOrder.BIG_ENDIAN, 0.1, -2, 3))))
        .containsExactly(0.1, -2, 3);
    header = "{'descr': '<f4', 'fortran_order': False, 'shape': (1,), }";
    byte[] half = ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putFloat(0.5f).array();
    assertThat(read(npy(header, half))).containsExactly(0.5);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'<i8', 'fortran_order': False, 'shape': (2,), | floats of 64 or 32 bits",
        "'<f8', 'fortran_order': False, 'shape': (3,), | 3 numbers need 24 bytes, but it has 16"
      },
      quoteCharacter = '"')
  void otherArraysAreRefusedWithAReason(String header, String reason) throws IOException {
    Path file = npy("{'descr': " + header + " }", doubles(ByteOrder.LITTLE_ENDIAN, 1, 2));
    assertThatThrownBy(() -> read(file)).hasMessageContaining(reason);
  }

  @Test
  void csvFilesMayHaveAHeader() throws IOException {
    Path file = write("points.csv", "x1,x2,label\n1,2,0.5\n\n3, 4 ,-1\n");
    CsvPoints source = CsvPoints.of(file.toString());
    DataFolders nowhere = new DataFolders(List.of());
    source.check(nowhere);
    Sample sample = source.load(nowhere, SeededRandom.of(1));
    assertThat(sample.train().dimension()).isEqualTo(2);
    assertThat(sample.train().inputs()).containsExactly(1, 2, 3, 4);
    assertThat(sample.train().labels()).containsExactly(0.5, -1);
    assertThat(sample.checksums()).containsOnlyKeys("points.csv");
    assertThat(sample.checksums().get("points.csv")).hasSize(64);
    assertThat(
            CsvPoints.of(write("bare.csv", "1,2\n").toString())
                .load(nowhere, SeededRandom.of(1))
                .train()
                .labels())
        .containsExactly(2);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "a,b\\n1,2\\n3\\n | line 3: 1 columns where 2 belong",
        "1,2\\n3,x\\n | line 2: column 2 holds no decimal number",
        "1,NaN\\n | line 1: the value of column 2 is missing",
        "a,b\\n | holds no points",
        "7\\n | 1 columns where at least 2 belong"
      },
      quoteCharacter = '`')
  void damagedLinesAreNamed(String text, String reason) throws IOException {
    Path file = write("bad.csv", text.replace("\\n", "\n"));
    assertThatThrownBy(
            () ->
                CsvPoints.of(file.toString()).load(new DataFolders(List.of()), SeededRandom.of(1)))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("bad.csv")
        .hasMessageContaining(reason);
  }

  @Test
  void textOfOtherProgramsIsRead() throws IOException {
    assertThat(read(write("marked.txt", "\uFEFF1\r\n-2.5\r\n"))).containsExactly(1, -2.5);
    assertThat(read(write("row.txt", "1 -2.5\t3e0 # all\n"))).containsExactly(1, -2.5, 3);
    for (String none : List.of("5d", "0x1p-1", "1,5", "NaN")) {
      Path file = write("none.txt", none + "\n");
      assertThatThrownBy(() -> read(file)).hasMessageContaining("line 1");
    }
  }

  @Test
  void aTestSetMayComeFromAnotherFile() throws IOException {
    String train = write("train.csv", "1,2\n").toString();
    DataFolders nowhere = new DataFolders(List.of());
    List<CsvDialect> all = List.of(CsvDialect.KNOWN);
    Optional<String> test = Optional.of(write("test.csv", "3;4,5\n").toString());
    Sample sample =
        new CsvPoints(train, test, all, CsvTable.Header.AUTO).load(nowhere, SeededRandom.of(1));
    assertThat(Objects.requireNonNull(sample.test()).labels()).containsExactly(4.5);
    assertThat(sample.checksums()).containsOnlyKeys("train.csv", "test.csv");
    Optional<String> wide = Optional.of(write("wide.csv", "3,4,5\n").toString());
    assertThatThrownBy(() -> new CsvPoints(train, wide, all, CsvTable.Header.AUTO).check(nowhere))
        .hasMessageContaining("wide.csv has 3 columns");
  }

  @Test
  void aRowThatWillNotDoIsNamedBeforeTheRun() throws IOException {
    Path file = write("bad.csv", "NA,NA,NA\n1,2,3\n");
    assertThatThrownBy(() -> CsvPoints.of(file.toString()).check(new DataFolders(List.of())))
        .isInstanceOf(MissingDataException.class)
        .hasMessageContaining("bad.csv, line 1");
  }

  @Test
  void aMissingFileIsNamedBeforeTheRun() {
    assertThatThrownBy(() -> CsvPoints.of("no/such.csv").check(new DataFolders(List.of())))
        .isInstanceOf(MissingDataException.class)
        .hasMessageContaining("no/such.csv");
  }
}
