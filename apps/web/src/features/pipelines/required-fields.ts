/** Fields that a stage may ask for, as forms call them. */
export const FIELD_LABELS: Readonly<Record<string, string>> = {
  email: 'E-mail',
  phone: 'Phone',
  address: 'Address',
  location: 'City',
  project_type: 'Project type',
  property_type: 'Property type',
  configuration: 'Configuration',
  carpet_area_sqft: 'Carpet area, sq ft',
  budget: 'Budget',
  style: 'Style',
  possession_date: 'Possession date',
  source: 'Source',
  assigned_to: 'Owner',
}

export const isNumber = (field: string): boolean => field === 'budget' || field === 'carpet_area_sqft'
