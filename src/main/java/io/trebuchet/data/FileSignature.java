package io.trebuchet.data;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** What files that are no text begin with, so that a wrong one can be called what it is. */
final class FileSignature {
  /** Long enough for each of them. */
  static final int LENGTH = 32;

  private static final String COMPRESSED = "it is compressed: unpack it first";
  private static final String UTF_16 =
      "it is text in UTF-16, as Excel's \"Unicode Text\" and PowerShell write it: save it as UTF-8";

  /** First bytes, one a character, and what they mean. */
  private static final Map<String, String> KNOWN = new LinkedHashMap<>();

  static {
    KNOWN.put("\u001f\u008b", "it is compressed by gzip: unpack it first");
    KNOWN.put("BZh", COMPRESSED);
    KNOWN.put("\u00fd7zXZ", COMPRESSED);
    KNOWN.put("(\u00b5/\u00fd", COMPRESSED);
    KNOWN.put(
        "PK\u0003\u0004",
        "it is a zip archive, as .npz and .xlsx are: unpack one .npy of it, or save it as CSV");
    KNOWN.put("\u0093NUMPY", "it is an array of NumPy, not text: data.kind = npy takes x and y");
    KNOWN.put("\u00ff\u00fe", UTF_16);
    KNOWN.put("\u00fe\u00ff", UTF_16);
    KNOWN.put("MATLAB", "it is a .mat file of MATLAB: write its numbers as text or .npy");
    KNOWN.put("\u0089HDF", "it is an HDF5 file: write its numbers as text or .npy");
    KNOWN.put("PAR1", "it is a Parquet file: write its numbers as CSV or .npy");
    KNOWN.put("\u00d0\u00cf\u0011\u00e0", "it is a workbook of Excel: save it as CSV UTF-8");
    KNOWN.put(
        "version https://git-lfs", "it is a pointer of Git LFS: `git lfs pull` brings the file");
  }

  private FileSignature() {}

  /** Words on a file that begins with these bytes, if they are known. */
  static Optional<String> of(byte[] head) {
    int length = Math.min(head.length, LENGTH);
    String start = new String(head, 0, length, StandardCharsets.ISO_8859_1);
    return KNOWN.entrySet().stream()
        .filter(known -> start.startsWith(known.getKey()))
        .map(Map.Entry::getValue)
        .findFirst();
  }
}
