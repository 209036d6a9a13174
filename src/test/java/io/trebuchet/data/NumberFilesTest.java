package io.trebuchet.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trebuchet.physics.Sample;
import io.trebuchet.physics.SeededRandom;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
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
        "'<c16', 'fortran_order': False, 'shape': (1,), | complex numbers",
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
        "a,b\\n1,2\\n3\\n | line 3: 1 columns where line 1 has 2 names",
        "1,2\\n3,x\\n | line 2, column 2: a finite decimal number",
        "1,NaN\\n | line 1, column 2: the value is missing",
        "a,b\\n | holds no points",
        "7\\n | line 1: one column where at least two belong"
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
    assertThat(read(write("mac.txt", "1\r-2.5\r"))).containsExactly(1, -2.5);
    assertThat(read(write("list.txt", "1, -2.5,3\n"))).containsExactly(1, -2.5, 3);
    assertThat(read(write("whole.txt", "1,2,3\n"))).containsExactly(1, 2, 3);
    assertThat(read(write("rows.txt", "0.5,1\n2,3\n"))).containsExactly(0.5, 1, 2, 3);
    assertThat(read(write("column.txt", "1;2;3"))).containsExactly(1, 2, 3);
    for (String none :
        List.of("5d", "0x1p-1", "1,5", "0,5\n0,3", "NaN", "1,,2", "1e999", "1e-400", "\"1\"")) {
      Path file = write("none.txt", none + "\n");
      assertThatThrownBy(() -> read(file))
          .hasMessageContaining("none.txt")
          .hasMessageContaining("line 1");
    }
    assertThatThrownBy(() -> read(write("b.txt", "1\n2 x\n")))
        .hasMessageContaining("column 2 of line 2");
    assertThatThrownBy(() -> read(write("empty.txt", "# none\n")))
        .hasMessageContaining("it holds no numbers");
  }

  @Test
  void filesOfOtherKindsAreCalledWhatTheyAre() throws IOException {
    Path npz = Files.write(folder.resolve("theta.npz"), new byte[] {'P', 'K', 3, 4, 20, 0, 0, 0});
    Path renamed = Files.copy(npz, folder.resolve("theta.npy"));
    Path wide = Files.write(folder.resolve("wide.txt"), "1 2".getBytes(StandardCharsets.UTF_16));
    for (Path zip : List.of(npz, renamed)) {
      assertThatThrownBy(() -> read(zip))
          .hasMessageContaining(zip.toString())
          .hasMessageContaining("zip archive, as .npz");
    }
    assertThatThrownBy(() -> read(wide)).hasMessageContaining("UTF-16");
    Path array = NpyFiles.write(folder.resolve("theta.dat"), new double[] {1, 2}, 2);
    assertThat(read(array)).containsExactly(1, 2);
  }

  @Test
  void aTestSetMayComeFromAnotherFile() throws IOException {
    String train = write("train.csv", "1,2\n").toString();
    DataFolders nowhere = new DataFolders(List.of());
    Optional<String> test = Optional.of(write("test.csv", "3;4,5\n").toString());
    Sample sample = new CsvPoints(train, test, CsvForm.AUTO).load(nowhere, SeededRandom.of(1));
    assertThat(new CsvPoints(train, test, CsvForm.AUTO).hasTestSet()).isTrue();
    assertThat(Objects.requireNonNull(sample.test()).labels()).containsExactly(4.5);
    assertThat(sample.checksums()).containsOnlyKeys("train.csv", "test.csv");
    Optional<String> wide = Optional.of(write("wide.csv", "3,4,5\n").toString());
    assertThatThrownBy(() -> new CsvPoints(train, wide, CsvForm.AUTO).check(nowhere))
        .hasMessageContaining("wide.csv has 3 columns");
  }

  @Test
  void theTestSetHasTheColumnsOfTheTrainingSet() throws IOException {
    String train = write("train.csv", "a,b,y\n1,2,3\n").toString();
    Optional<String> swapped = Optional.of(write("test.csv", "b,a,y\n1,2,3\n").toString());
    assertThatThrownBy(
            () -> new CsvPoints(train, swapped, CsvForm.AUTO).check(new DataFolders(List.of())))
        .isInstanceOf(MissingDataException.class)
        .hasMessageContaining("column 1 of")
        .hasMessageContaining("test.csv");
  }

  private Sample labelled(String text, String label) throws IOException {
    String file = write("labels.csv", text).toString();
    CsvForm auto = CsvForm.AUTO;
    CsvForm form = new CsvForm(auto.dialects(), false, auto.header(), label);
    return new CsvPoints(file, Optional.empty(), form)
        .load(new DataFolders(List.of()), SeededRandom.of(1));
  }

  @Test
  void labelsStandLastOrInTheColumnThatIsSaid() throws IOException {
    String first = "label,x1,x2\n1,2,3\n4,5,6\n";
    for (String said : List.of("label", "Label", "first")) {
      assertThat(labelled(first, said).train().labels()).containsExactly(1, 4);
      assertThat(labelled(first, said).train().inputs()).containsExactly(2, 3, 5, 6);
    }
    assertThat(labelled(first, "x1").train().labels()).containsExactly(2, 5);
    assertThat(labelled(first, "x1").train().inputs()).containsExactly(1, 3, 4, 6);
    assertThat(labelled(first, "last").train().labels()).containsExactly(3, 6);
    assertThat(labelled("y,x,target\n1,2,3\n", "auto").train().labels()).containsExactly(3);
    assertThatThrownBy(() -> labelled(first, "auto"))
        .hasMessageContaining("column 1 has the name label")
        .hasMessageContaining("data.label = label");
    for (String other : List.of("label,x,y", "target,y", "x,class,label")) {
      String text = other + "\n" + other.replaceAll("[a-z]+", "1") + "\n";
      assertThatThrownBy(() -> labelled(text, "auto"))
          .hasMessageContaining("labels are taken from the last column: say data.label = ");
      assertThat(labelled(text, "last").train().size()).isEqualTo(1);
    }
    assertThat(labelled("x,y,label\n1,2,3\n", "auto").train().labels()).containsExactly(3);
    assertThatThrownBy(() -> labelled(first, "z")).hasMessageContaining("data.label");
    assertThatThrownBy(() -> labelled("1,2\n", "y")).hasMessageContaining("no header");
  }

  @Test
  void labelsThatACommentNamesAreNotPassedOver() throws IOException {
    String saved = "# y,x1,x2\n1.0 2.0 3.0\n4.0 5.0 6.5\n";
    assertThatThrownBy(() -> labelled(saved, "auto"))
        .hasMessageContaining("column 1 has the name y in a comment")
        .hasMessageContaining("say data.label = first, or data.label = last");
    assertThat(labelled(saved, "first").train().labels()).containsExactly(1, 4);
    assertThat(labelled(saved, "last").train().labels()).containsExactly(3, 6.5);
    assertThatThrownBy(() -> labelled("# x1,label,x2\n1,2,3\n", "auto"))
        .hasMessageContaining("take the # away and say data.label = label");
    assertThat(labelled("# x1,x2,y\n1,2,3\n", "auto").train().labels()).containsExactly(3);
    String bare = write("train.csv", "1,2,3\n").toString();
    for (String text : List.of(saved, "y,x1,x2\n1,2,3\n")) {
      Optional<String> test = Optional.of(write("test.csv", text).toString());
      assertThatThrownBy(
              () -> new CsvPoints(bare, test, CsvForm.AUTO).check(new DataFolders(List.of())))
          .hasMessageContaining("test.csv: column 1 has the name y");
    }
  }

  @Test
  void aRowThatWillNotDoIsNamedBeforeTheRun() throws IOException {
    Path file = write("bad.csv", "NA,NA,NA\n1,2,3\n");
    assertThatThrownBy(() -> CsvPoints.of(file.toString()).check(new DataFolders(List.of())))
        .isInstanceOf(MissingDataException.class)
        .hasMessageContaining("bad.csv, line 1, column 1");
  }

  @Test
  void aMissingFileIsNamedBeforeTheRun() {
    assertThatThrownBy(() -> CsvPoints.of("no/such.csv").check(new DataFolders(List.of())))
        .isInstanceOf(MissingDataException.class)
        .hasMessageContaining("no/such.csv");
  }
}
