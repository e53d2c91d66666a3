/** Words offered while typing; any other may be written. */
export const CONFIGURATIONS = [
  '1 BHK',
  '2 BHK',
  '3 BHK',
  '4 BHK',
  '5 BHK',
  'Villa',
  'Office',
  'Retail',
  'Kitchen',
  'Wardrobes',
] as const

export const PROPERTY_TYPES = [
  'Apartment',
  'Villa',
  'Row house',
  'Independent house',
  'Office',
  'Retail',
  'Café',
  'Hotel',
] as const

export const STYLES = [
  'Contemporary',
  'Modern',
  'Minimal',
  'Scandinavian',
  'Japandi',
  'Industrial',
  'Traditional Indian',
  'Classic',
] as const

export const LANGUAGES = [
  'English',
  'Hindi',
  'Marathi',
  'Kannada',
  'Telugu',
  'Tamil',
  'Malayalam',
  'Gujarati',
  'Bengali',
  'Punjabi',
] as const
