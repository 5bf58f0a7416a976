/**
 * ALPS on Cray XE, XK and XC under PBS: {@code aprun} as launcher and as remote shell, {@code
 * apstat} and {@code xtprocadmin} for applications and nodes, {@code apkill} to end one of them.
 *
 * <p>A batch script runs on a service node; compute nodes are known by their numbers, {@code 12},
 * and as hosts by {@code nid00012}, which is what they are called here.
 */
package org.scr4j.cluster.alps;
