export { DEVICE_NAMES, type DeviceName } from './places';
export { type Device, type UseDeviceOptions, useDevice, whyUnavailable } from './use-device';
