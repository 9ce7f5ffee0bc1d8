/**
 * The built distribution, run as a user runs it. Tests tagged {@code rig} need programs that a
 * plain machine lacks.
 */
package antiphon.rig;
