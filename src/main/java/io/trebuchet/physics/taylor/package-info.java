/** The linear and the quadratic model of any net about its initial weights. */
@NullMarked
package io.trebuchet.physics.taylor;

import org.jspecify.annotations.NullMarked;
