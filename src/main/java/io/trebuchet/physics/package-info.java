/** Models, exact kernels and bounds: pure, single-threaded, no input or output. */
@NullMarked
package io.trebuchet.physics;

import org.jspecify.annotations.NullMarked;
