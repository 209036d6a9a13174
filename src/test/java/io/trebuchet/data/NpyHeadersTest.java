package io.trebuchet.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trebuchet.physics.Dataset;
import io.trebuchet.physics.MapParameters;
import io.trebuchet.physics.NumberArray;
import io.trebuchet.physics.SeededRandom;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Arrays as NumPy and other programs write them. */
final class NpyHeadersTest {
  @TempDir private Path folder;

  private double[] read(String header, byte[] data) throws IOException {
    return NumberFile.of(NpyFiles.write(folder.resolve("a.npy"), header, data).toString()).read();
  }

  /** What numpy.array([1, 2, 0 or its smallest …]).astype(type).tobytes() is. */
  @ParameterizedTest
  @CsvSource({
    "<f2, 003c00c0, 1, -2",
    ">f2, 3c00c000, 1, -2",
    "<f4, 0000803f000000c0, 1, -2",
    ">f4, 3f800000c0000000, 1, -2",
    "<f8, 000000000000f03f00000000000000c0, 1, -2",
    "=f8, 000000000000f03f00000000000000c0, 1, -2",
    "f8, 000000000000f03f00000000000000c0, 1, -2",
    "float64, 000000000000f03f00000000000000c0, 1, -2",
    ">f8, 3ff0000000000000c000000000000000, 1, -2",
    "|i1, 01fe, 1, -2",
    "<i2, 0100feff, 1, -2",
    ">i2, 0001fffe, 1, -2",
    "<i4, 01000000feffffff, 1, -2",
    "int32, 01000000feffffff, 1, -2",
    ">i4, 00000001fffffffe, 1, -2",
    "<i8, 0100000000000000feffffffffffffff, 1, -2",
    ">i8, 0000000000000001fffffffffffffffe, 1, -2",
    "|u1, 01fe, 1, 254",
    "<u2, 0100feff, 1, 65534",
    "<u4, 01000000feffffff, 1, 4294967294",
    "<u8, 01000000000000000000000001000000, 1, 4294967296",
    "|b1, 0100, 1, 0",
  })
  void everyRealTypeIsRead(String type, String bytes, double first, double second)
      throws IOException {
    assertThat(read(NpyFiles.header(type, false, 2), HexFormat.of().parseHex(bytes)))
        .containsExactly(first, second);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'descr': '<f8', 'fortran_order': False, 'shape': (2L,), }",
        "{'descr': '<f8', 'fortran_order': False, 'shape': (2L, 1L), }",
        "{'shape': (2,), 'fortran_order': False, 'descr': '<f8'}",
        "{\"descr\": \"<f8\", \"fortran_order\": false, \"shape\": [2]}",
        "{'descr':'<f8','fortran_order':True,'shape':(2,1)}",
        "{'descr': '<f8', 'fortran_order': True, 'shape': (1,2), }",
        "{ 'descr' : u'<f8' , 'fortran_order' : False , 'shape' : ( 2 , ) }",
        "{'descr': '<f8', 'fortran_order': False, 'shape': (2), }",
        "{'descr': '<f8', 'fortran_order': False, 'shape': (1, 2, 1, 1), }",
      })
  void headersOfOtherWritersAreRead(String header) throws IOException {
    assertThat(read(header, doubles(3, 4))).containsExactly(3, 4);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '!',
      value = {
        "'|O', 'fortran_order': False, 'shape': (2,) ! objects of Python",
        "'<c8', 'fortran_order': False, 'shape': (2,) ! complex numbers; take their real part",
        "'<f16', 'fortran_order': False, 'shape': (1,) ! floats of another length",
        "'<U4', 'fortran_order': False, 'shape': (1,) ! texts",
        "'<M8[ns]', 'fortran_order': False, 'shape': (2,) ! it must hold floats",
        "[('a', '<f8')], 'fortran_order': False, 'shape': (2,) ! records of several fields",
        "'<f8', 'shape': (2,) ! lacks descr or fortran_order",
        "'<f8', 'fortran_order': False, 'shape': (-2,) ! header has no shape",
        "'<f8', 'fortran_order': False, 'shape': (1,,2) ! its shape (1,,2) is that of no array",
        "'<f8', 'fortran_order': False, 'shape': (99999999999,) ! its shape (99999999999,) is that",
        "'<f8', 'fortran_order': True, 'shape': (999999999, 999999999, 999999999)"
            + " ! more numbers than any file, and 16 bytes follow it",
        "'<f8', 'fortran_order': False, 'shape': (3,) ! 3 numbers need 24 bytes, but it has 16",
        "'<f8', 'fortran_order': False, 'shape': () ! 1 numbers need 8 bytes, but it has 16",
        "'<i8', 'fortran_order': False, 'shape': (2,) ! an integer beyond 2^53",
        "'<f8', 'fortran_order': False, 'shape': (2,), 'shape': (1,) ! has a key twice",
        "'<f8', 'fortran_order': False, 'shape': (2,), \"descr\" : '<i8' ! has a key twice",
      })
  void othersAreRefusedInOneSentence(String rest, String words) {
    assertThatThrownBy(() -> read("{'descr': " + rest + ", }", doubles(3, 4)))
        .hasMessageContaining("a.npy")
        .hasMessageContaining(words)
        .message()
        .doesNotContain("\n", "java.", "9223372036854775807");
  }

  @Test
  void laterVersionsHaveLongerLengths() throws IOException {
    for (int version = 2; version <= 3; version++) {
      byte[] header = (NpyFiles.header("<f8", false, 2) + "\n").getBytes(StandardCharsets.UTF_8);
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      out.write(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', (byte) version, 0});
      out.write(
          ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(header.length).array());
      out.write(header);
      out.write(doubles(3, 4));
      Path file = Files.write(folder.resolve("later.npy"), out.toByteArray());
      assertThat(NumberFile.of(file.toString()).read()).containsExactly(3, 4);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "'', it is empty",
    "93, it is truncated",
    "934e554d5059, it is truncated",
    "934e554d50590100, it is truncated",
    "934e554d505901000000, it is truncated",
    "934e554d5059010000000a0a0a, its header has no bytes",
    "934e554d505902000000000020, its header has no bytes",
    "934e554d5059010076007b27, it is truncated: its header goes on",
    "6e6f7065, it is not a NumPy file",
  })
  void filesThatEndTooEarlyAreCalledTruncated(String bytes, String words) throws IOException {
    Path file = Files.write(folder.resolve("cut.npy"), HexFormat.of().parseHex(bytes));
    assertThatThrownBy(() -> ArrayFile.open(file)).hasMessageContaining(words);
  }

  @Test
  void anArrayWithoutAxesIsANumber() throws IOException {
    assertThat(read(NpyFiles.header("<f8", false), doubles(3))).containsExactly(3);
    ArrayFile number = array("x.npy", false, new double[] {3});
    ArrayFile label = array("y.npy", false, new double[] {1}, 1);
    expect(number, label, "x: must be D×d, D×d_1×d_2… or D numbers, is a single number");
  }

  private static byte[] doubles(double... values) {
    ByteBuffer buffer = ByteBuffer.allocate(8 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    for (double x : values) {
      buffer.putDouble(x);
    }
    return buffer.array();
  }

  private ArrayFile array(String name, boolean fortran, double[] values, int... shape)
      throws IOException {
    return ArrayFile.open(NpyFiles.write(folder.resolve(name), fortran, values, shape));
  }

  private static Dataset load(MapParameters parameters) throws IOException {
    DataSource source = new NpyKind().read(parameters);
    assertThat(parameters.faults()).isEmpty();
    return source.load(new DataFolders(List.of()), SeededRandom.of(1)).train();
  }

  @Test
  void pointsHaveAnyNumberOfAxesAndLabelsMayStandInAColumn() throws IOException {
    double[] pixels = {1, 2, 3, 4, 5, 6, 7, 8};
    for (boolean fortran : List.of(false, true)) {
      ArrayFile images = array("x.npy", fortran, pixels, 2, 2, 2);
      for (int[] shape : List.of(new int[] {2}, new int[] {2, 1}, new int[] {1, 2})) {
        ArrayFile labels = array("y.npy", fortran, new double[] {1, -1}, shape);
        Dataset read = load(new MapParameters(Map.of("x", images, "y", labels)));
        assertThat(read.dimension()).isEqualTo(4);
        assertThat(read.inputs()).containsExactly(pixels);
        assertThat(read.labels()).containsExactly(1, -1);
      }
    }
  }

  @Test
  void shapesThatDoNotFitAreFaults() throws IOException {
    ArrayFile x = array("x.npy", false, new double[] {1, 2, 3, 4}, 2, 2);
    ArrayFile row = array("row.npy", false, new double[] {1, 2}, 1, 2);
    ArrayFile none = array("none.npy", false, new double[0], 0, 2);
    ArrayFile column = array("y.npy", false, new double[] {1, 2}, 2, 1);
    ArrayFile cube = array("cube.npy", false, new double[8], 2, 2, 2);
    expect(x, cube, "y: must be D or D×K numbers, is 2×2×2");
    expect(
        row, column, "y: must have one label, or a row of them, for each of the 1 points, is 2×1");
    expect(none, column, "x: must be D×d");
    expect(x, none, "y: must be D or D×K numbers, is 0×2");
  }

  @Test
  void axesOfLengthOneAreAddedAndDropped() throws IOException {
    double[] values = {1, 2, 3, 4};
    for (boolean fortran : List.of(false, true)) {
      for (int[] shape : List.of(new int[] {2, 2}, new int[] {1, 2, 2}, new int[] {2, 1, 2, 1})) {
        ArrayFile found = array("w.npy", fortran, values, shape);
        assertThat(found.as(NumberArray.ANY, 2, 2).orElseThrow().slices())
            .isDeepEqualTo(new double[][] {values});
        assertThat(found.as(2, NumberArray.ANY).orElseThrow().slices())
            .isDeepEqualTo(new double[][] {{1, 2}, {3, 4}});
        assertThat(found.as(NumberArray.ANY)).isEmpty();
        assertThat(found.as(NumberArray.ANY, 4)).isEmpty();
      }
    }
    assertThat(array("v.npy", false, values, 4).as(4, NumberArray.ANY).orElseThrow().shape())
        .containsExactly(4, 1);
  }

  private static void expect(ArrayFile x, ArrayFile y, String fault) {
    MapParameters parameters = new MapParameters(Map.of("x", x, "y", y));
    new NpyKind().read(parameters);
    assertThat(parameters.faults()).anySatisfy(found -> assertThat(found).startsWith(fault));
  }
}
