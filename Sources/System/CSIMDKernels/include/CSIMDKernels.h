#ifndef CSIMD_KERNELS_H
#define CSIMD_KERNELS_H
#endif
