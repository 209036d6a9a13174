package io.trebuchet.physics.net;

import io.trebuchet.physics.DescentState;
import java.util.Map;

/**
 * The units of one trial on a line: their pairs (u_i, v_i), and the sums over those at u > 0 and at
 * u < 0. Units well on one side move as a {@link LineBulk}, those near u = 0 one by one; once a
 * bulk has moved too far, all are sorted anew. Takes 20 bytes a unit, and allocates nothing in a
 * step.
 */
final class LineUnits {
  // Of a unit in a bulk as of the last sorting, of the others now.
  private final double[] u;
  private final double[] v;

  private final LineBulk positive = new LineBulk();
  private final LineBulk negative = new LineBulk();
  private final int[] loose;
  private int looseCount;

  // Σ(u² + v²), Σuv and the number of the units at u > 0 and u < 0, and Σv² at u = 0.
  private double normP;
  private double normN;
  private double normZero;
  private double productP;
  private double productN;
  private int countP;
  private int countN;

  /** Takes the arrays over. */
  LineUnits(double[] u, double[] v) {
    this.u = u;
    this.v = v;
    loose = new int[u.length];
    sort();
    sumUp();
  }

  /**
   * As they were.
   *
   * @throws IllegalArgumentException if the state is not of so many units
   */
  static LineUnits of(DescentState state, int width) {
    LineUnits units =
        new LineUnits(state.array("u", width).clone(), state.array("v", width).clone());
    int count = (int) state.number("loose-count");
    double[] indices = state.array("loose", count);
    boolean[] isLoose = new boolean[width];
    for (int k = 0; k < count; k++) {
      units.loose[k] = (int) indices[k];
      isLoose[units.loose[k]] = true;
    }
    units.looseCount = count;
    units.fillBulks(isLoose);
    double[] motion = state.array("motion", 4);
    units.positive.setMotion(motion[0], motion[1]);
    units.negative.setMotion(motion[2], motion[3]);
    units.sumUp();
    return units;
  }

  /** All that the next turns depend on. */
  DescentState state() {
    double[] indices = new double[looseCount];
    for (int k = 0; k < looseCount; k++) {
      indices[k] = loose[k];
    }
    double[] motion = {positive.g(), positive.h(), negative.g(), negative.h()};
    return DescentState.of(
        Map.of(
            "u",
            u.clone(),
            "v",
            v.clone(),
            "loose",
            indices,
            "loose-count",
            new double[] {looseCount},
            "motion",
            motion));
  }

  /** (u, v) ← (u − κv, v − κu), with one κ for u > 0, u < 0 and u = 0 each. */
  void turn(double kappaP, double kappaN, double kappaZero) {
    // Once they have overflowed there is nothing left to move, and each step would sort in vain.
    if (Double.isNaN(normP + normN)) {
      return;
    }
    for (int k = 0; k < looseCount; k++) {
      int i = loose[k];
      double a = u[i];
      double b = v[i];
      double kappa = a > 0 ? kappaP : a < 0 ? kappaN : kappaZero;
      u[i] = a - kappa * b;
      v[i] = b - kappa * a;
    }
    positive.turn(kappaP);
    negative.turn(kappaN);
    if (!positive.holds() || !negative.holds()) {
      move(u, v);
      sort();
    }
    sumUp();
  }

  /** Brings the units of the bulks to where they are now; the others are there. */
  private void move(double[] us, double[] vs) {
    int k = 0;
    for (int i = 0; i < us.length; i++) {
      if (k < looseCount && loose[k] == i) {
        k++;
      } else {
        LineBulk bulk = us[i] > 0 ? positive : negative;
        double a = us[i];
        double b = vs[i];
        us[i] = bulk.g() * a + bulk.h() * b;
        vs[i] = bulk.h() * a + bulk.g() * b;
      }
    }
  }

  private void sort() {
    positive.clear();
    negative.clear();
    looseCount = 0;
    for (int i = 0; i < u.length; i++) {
      int sign = LineBulk.sign(u[i], v[i]);
      if (sign > 0) {
        positive.add(u[i], v[i]);
      } else if (sign < 0) {
        negative.add(u[i], v[i]);
      } else {
        loose[looseCount] = i;
        looseCount++;
      }
    }
  }

  private void fillBulks(boolean[] isLoose) {
    positive.clear();
    negative.clear();
    for (int i = 0; i < u.length; i++) {
      if (!isLoose[i]) {
        (u[i] > 0 ? positive : negative).add(u[i], v[i]);
      }
    }
  }

  private void sumUp() {
    normP = positive.normSq();
    normN = negative.normSq();
    normZero = 0;
    productP = positive.product();
    productN = negative.product();
    countP = positive.count();
    countN = negative.count();
    for (int k = 0; k < looseCount; k++) {
      double a = u[loose[k]];
      double b = v[loose[k]];
      if (a < 0) {
        normN += a * a + b * b;
        productN += a * b;
        countN++;
      } else if (a == 0) {
        normZero += b * b;
      } else {
        // A NaN too, so that it shows in every measurement.
        normP += a * a + b * b;
        productP += a * b;
        countP += a > 0 ? 1 : 0;
      }
    }
  }

  /** A copy of all u_i of now. */
  double[] currentU() {
    return current()[0];
  }

  /** A copy of all v_i of now. */
  double[] currentV() {
    return current()[1];
  }

  private double[][] current() {
    double[][] copies = {u.clone(), v.clone()};
    move(copies[0], copies[1]);
    return copies;
  }

  /** Σ(u² + v²) at u > 0. */
  double normP() {
    return normP;
  }

  /** Σ(u² + v²) at u < 0. */
  double normN() {
    return normN;
  }

  /** Σv² at u = 0. */
  double normZero() {
    return normZero;
  }

  /** Σuv at u > 0. */
  double productP() {
    return productP;
  }

  /** Σuv at u < 0. */
  double productN() {
    return productN;
  }

  /** Units at u > 0. */
  int countP() {
    return countP;
  }

  /** Units at u < 0. */
  int countN() {
    return countN;
  }
}
